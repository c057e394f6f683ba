using System;
using System.Runtime.InteropServices;
using System.Threading;
using BpfGen.Interop;

namespace BpfGen.Links;

/// <summary>
/// The links of one owner: a handle of a program or struct_ops map. Collecting a link would close its descriptor and so detach the program.
/// Therefore the owner and its links stay reachable as long as the owner has links. Disposing the owner disposes the links.
/// </summary>
/// <remarks>
/// The links form a list through their own fields, so that adding and removing a link takes constant time and allocates nothing.
/// </remarks>
/// <param name="owner">The owner; null for links that belong to no handle. The owner stays reachable as long as it has links.</param>
/// <param name="kind">What the owner is, for messages: <c>program</c>; null for links that belong to no handle.</param>
/// <param name="name">The name of the owner.</param>
internal sealed class AttachedLinks(object? owner, string? kind, string name)
{
    private static readonly Lock Changing = new();

    private BpfLink? _last;
    private GCHandle _root;
    private bool _isDisposed;

    /// <summary>
    /// The links without an owner. Each of them was opened from a pin that was removed later, so that only the link's handle keeps the
    /// program attached.
    /// </summary>
    public static AttachedLinks WithoutOwner { get; } = new(owner: null, kind: null, name: "");

    /// <summary>The program that has the links; null if a struct_ops map has them, or no handle.</summary>
    public BpfProgram? Program => owner as BpfProgram;

    /// <summary>Adds a link, unless the link already has an owner.</summary>
    /// <returns>The link.</returns>
    /// <exception cref="ObjectDisposedException">The owner was disposed. The link is disposed, too.</exception>
    public T Add<T>(T link)
        where T : BpfLink
    {
        lock (Changing)
        {
            if (!_isDisposed)
            {
                if (link.Owner is null)
                {
                    Insert(link);
                }

                return link;
            }
        }

        link.Dispose();
        // This use makes the compiler store the constructor parameter in a field. The field keeps the owner alive.
        GC.KeepAlive(owner);
        throw Disposed.Error(kind is null ? null : $"{kind} '{name}'");
    }

    /// <summary>Removes a link from the list. Does nothing if the link is not in the list.</summary>
    public void Remove(BpfLink link)
    {
        lock (Changing)
        {
            if (link.Owner == this)
            {
                Unlink(link);
            }
        }
    }

    /// <summary>Disposes the links, the last one first. After that, <see cref="Add"/> throws.</summary>
    public void Dispose()
    {
        while (Take() is { } link)
        {
            link.Dispose();
        }
    }

    private BpfLink? Take()
    {
        lock (Changing)
        {
            _isDisposed = true;
            var link = _last;
            if (link is not null)
            {
                Unlink(link);
            }

            return link;
        }
    }

    private void Insert(BpfLink link)
    {
        if (_last is null)
        {
            _root = GCHandle.Alloc(this);
        }
        else
        {
            _last.Next = link;
        }

        link.Owner = this;
        link.Previous = _last;
        _last = link;
    }

    private void Unlink(BpfLink link)
    {
        if (link.Next is null)
        {
            _last = link.Previous;
        }
        else
        {
            link.Next.Previous = link.Previous;
        }

        if (link.Previous is not null)
        {
            link.Previous.Next = link.Next;
        }

        (link.Owner, link.Previous, link.Next) = (null, null, null);
        if (_last is null)
        {
            _root.Free();
        }
    }
}
