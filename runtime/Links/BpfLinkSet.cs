using System;
using System.Collections;
using System.Collections.Generic;

namespace BpfGen;

/// <summary>A set of links. Disposing it disposes all links, the last one first.</summary>
public sealed class BpfLinkSet : BpfLink, IReadOnlyList<BpfLink>
{
    private readonly BpfLink[] _links;

    internal BpfLinkSet(BpfLink[] links, MissingTarget[]? missing = null)
    {
        _links = links;
        Missing = missing ?? [];
    }

    /// <summary>
    /// The targets that <see cref="AttachAvailable"/> could not attach to. Empty for other sets.
    /// </summary>
    public IReadOnlyList<MissingTarget> Missing { get; }

    /// <summary>The number of links.</summary>
    public int Count => _links.Length;

    /// <summary>A link of the set, in the order of creation.</summary>
    /// <param name="index">The link's index, from 0.</param>
    /// <exception cref="IndexOutOfRangeException">There is no link with this index.</exception>
    public BpfLink this[int index] => _links[index];

    internal bool IsDisposed { get; private set; }

    /// <summary>
    /// Attaches programs to the hooks that their sections name. Skips programs that were not loaded and programs whose sections name no
    /// hook. If one program fails, detaches the others.
    /// </summary>
    /// <param name="programs">The programs.</param>
    /// <returns>The links. The programs stay attached until you dispose the set, the programs or their objects.</returns>
    /// <exception cref="BpfException">The kernel rejected one of the attachments. Nothing is attached.</exception>
    public static BpfLinkSet Attach(params ReadOnlySpan<IAutoAttach> programs)
    {
        var links = new List<BpfLink>(programs.Length);
        try
        {
            foreach (var program in programs)
            {
                if (program.HasHook && program is not BpfProgram { IsLoaded: false })
                {
                    links.Add(program.Attach());
                }
            }

            return new BpfLinkSet([.. links]);
        }
        catch
        {
            DisposeAll(links);
            throw;
        }
    }

    /// <summary>
    /// Attaches programs to the hooks that their sections name, as far as the hooks exist. <see cref="Missing"/> lists the others. Skips
    /// programs that were not loaded and programs whose sections name no hook.
    /// </summary>
    /// <param name="programs">The programs.</param>
    /// <returns>
    /// The links, which may be none. The programs stay attached until you dispose the set, the programs or their objects.
    /// </returns>
    /// <exception cref="BpfException">
    /// The process lacks a permission (<c>EPERM</c>, <c>EACCES</c>) or a resource (<c>EMFILE</c>, <c>ENFILE</c>, <c>ENOMEM</c>), which
    /// would fail for other targets, too. Nothing is attached.
    /// </exception>
    public static BpfLinkSet AttachAvailable(params ReadOnlySpan<IAutoAttach> programs)
    {
        var links = new List<BpfLink>(programs.Length);
        var missing = new List<MissingTarget>();
        try
        {
            foreach (var program in programs)
            {
                if (program.HasHook && program is not BpfProgram { IsLoaded: false })
                {
                    try
                    {
                        links.Add(program.Attach());
                    }
                    catch (BpfException exception) when (MissingTarget.IsReason(exception))
                    {
                        missing.Add(MissingTarget.Of(program, exception));
                    }
                }
            }

            return new BpfLinkSet([.. links], [.. missing]);
        }
        catch
        {
            DisposeAll(links);
            throw;
        }
    }

    /// <inheritdoc/>
    public IEnumerator<BpfLink> GetEnumerator() => ((IEnumerable<BpfLink>)_links).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        IsDisposed = true;
        DisposeAll(_links);
    }

    /// <summary>Disposes in reverse order, so that a hook that runs its programs in order loses the last one first.</summary>
    private static void DisposeAll(IReadOnlyList<BpfLink> links)
    {
        for (var i = links.Count - 1; i >= 0; i--)
        {
            links[i].Dispose();
        }
    }
}
