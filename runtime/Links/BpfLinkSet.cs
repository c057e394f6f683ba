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
    /// The hooks that no program was attached to: the hooks of optional programs (<see cref="ProgramOptions.Optional"/>) that could not be
    /// loaded or attached, and the hooks that <see cref="AttachAvailable"/> did not find.
    /// </summary>
    public IReadOnlyList<MissingTarget> Missing { get; }

    /// <summary>The number of links.</summary>
    public int Count => _links.Length;

    /// <summary>Returns a link of the set. The links are in the order of their creation.</summary>
    /// <param name="index">The link's index, from 0.</param>
    /// <exception cref="IndexOutOfRangeException">There is no link with this index.</exception>
    public BpfLink this[int index] => _links[index];

    internal bool IsDisposed { get; private set; }

    /// <summary>
    /// Attaches programs to the hooks that their sections name. Skips programs that were not loaded and programs whose sections name no
    /// hook. Leaves out optional programs (<see cref="ProgramOptions.Optional"/>) whose hooks do not exist; <see cref="Missing"/> lists
    /// them. If another program fails, detaches all.
    /// </summary>
    /// <param name="programs">The programs.</param>
    /// <returns>The links. The programs stay attached until you dispose the set, the programs or their objects.</returns>
    /// <exception cref="BpfException">The kernel rejected one of the attachments. Nothing is attached.</exception>
    public static BpfLinkSet Attach(params ReadOnlySpan<IAutoAttach> programs) => Attach(programs, onlyAvailable: false);

    /// <summary>
    /// Attaches programs to the hooks that their sections name. <see cref="Missing"/> lists the hooks that this machine does not have.
    /// Skips programs that were not loaded and programs whose sections name no hook.
    /// </summary>
    /// <param name="programs">The programs.</param>
    /// <returns>
    /// The links, which may be none. The programs stay attached until you dispose the set, the programs or their objects.
    /// </returns>
    /// <exception cref="BpfException">
    /// The process lacks a permission (<c>EPERM</c>, <c>EACCES</c>) or a resource (<c>EMFILE</c>, <c>ENFILE</c>, <c>ENOMEM</c>), so that
    /// attaching to other hooks would fail, too. Nothing is attached.
    /// </exception>
    public static BpfLinkSet AttachAvailable(params ReadOnlySpan<IAutoAttach> programs) => Attach(programs, onlyAvailable: true);

    private static BpfLinkSet Attach(ReadOnlySpan<IAutoAttach> programs, bool onlyAvailable)
    {
        var links = new List<BpfLink>(programs.Length);
        var missing = new List<MissingTarget>();
        try
        {
            foreach (var program in programs)
            {
                if (program is BpfProgram { IsLoaded: false } skipped)
                {
                    if (skipped.LoadFailure is { } failure)
                    {
                        missing.Add(MissingTarget.Of(program, failure));
                    }
                }
                else if (program.HasHook)
                {
                    try
                    {
                        links.Add(program.Attach());
                    }
                    catch (BpfException exception) when ((onlyAvailable || program is BpfProgram { IsOptional: true })
                        && MissingTarget.IsReason(exception))
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

    /// <summary>
    /// Disposes the links in reverse order: if several of the programs run at one hook, the last program is detached first.
    /// </summary>
    private static void DisposeAll(IReadOnlyList<BpfLink> links)
    {
        for (var i = links.Count - 1; i >= 0; i--)
        {
            links[i].Dispose();
        }
    }
}
