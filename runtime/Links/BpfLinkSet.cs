using System;
using System.Collections;
using System.Collections.Generic;

namespace BpfGen;

/// <summary>Several links as one: disposing it disposes all of them, the last one first.</summary>
public sealed class BpfLinkSet : BpfLink, IReadOnlyList<BpfLink>
{
    private readonly BpfLink[] _links;

    internal BpfLinkSet(BpfLink[] links) => _links = links;

    /// <summary>How many links there are.</summary>
    public int Count => _links.Length;

    /// <summary>A link, in the order in which they were made.</summary>
    /// <param name="index">Which one, from 0.</param>
    public BpfLink this[int index] => _links[index];

    internal bool IsDisposed { get; private set; }

    /// <summary>
    /// Attaches programs to the hooks that their sections name: all of them, or none where one fails. Those whose section names none, and
    /// those that are not loaded, are left out.
    /// </summary>
    /// <param name="programs">The programs.</param>
    /// <exception cref="BpfException">The kernel refused one of them. Nothing is attached.</exception>
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

    /// <inheritdoc/>
    public IEnumerator<BpfLink> GetEnumerator() => ((IEnumerable<BpfLink>)_links).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        IsDisposed = true;
        DisposeAll(_links);
    }

    /// <summary>Backwards: a hook that runs its programs in order has them taken off from its end.</summary>
    private static void DisposeAll(IReadOnlyList<BpfLink> links)
    {
        for (var i = links.Count - 1; i >= 0; i--)
        {
            links[i].Dispose();
        }
    }
}
