using System;
using BpfGen.Links;

namespace BpfGen;

/// <summary>
/// A program's attachment to a hook. Disposing it detaches the program; the program stays loaded. If the kernel has a link object for
/// the attachment, it is a <see cref="KernelLink"/>, which can be pinned and updated.
/// </summary>
/// <remarks>
/// <para>
/// The link belongs to the handle of the program or struct_ops map whose <c>Attach</c> method returned it. The program stays attached until
/// you dispose the link, the program's handle, or the loaded object with all its programs. You need not keep a reference to the link: the
/// garbage collector never detaches a program. To keep a program attached beyond its object or this process, pin the link
/// (<see cref="KernelLink.Pin"/>).
/// </para>
/// <para>All members are thread-safe.</para>
/// </remarks>
/// <example>
/// <code>
/// using var trace = ExecTrace.Load();
/// using (BpfLink link = trace.OnExec.Attach())
/// {
///     // The program runs at every event of its hook.
/// }
///
/// // The program is detached, but still loaded: it can be attached again.
/// </code>
/// </example>
public abstract class BpfLink : IDisposable
{
    private protected BpfLink()
    {
    }

    /// <summary>
    /// The program that the link attaches. Null if the link was disposed, was opened by its pin or id, or attaches a struct_ops map.
    /// </summary>
    public BpfProgram? Program => Owner?.Program;

    /// <summary>The list that holds this link; null if no list holds it.</summary>
    internal AttachedLinks? Owner { get; set; }

    /// <summary>The link before this one in its owner's list.</summary>
    internal BpfLink? Previous { get; set; }

    /// <summary>The link after this one in its owner's list.</summary>
    internal BpfLink? Next { get; set; }

    /// <summary>Detaches the program. Further calls do nothing.</summary>
    public void Dispose()
    {
        // Remove the link from its owner only after the program is detached. So if another thread disposes the owner at the same time, that
        // thread returns only after the program is detached, too.
        try
        {
            Dispose(disposing: true);
        }
        finally
        {
            Release();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>
    /// Removes the link from its owner's list, so that the garbage collector can collect it when the caller holds no reference to it.
    /// </summary>
    private protected void Release() => Owner?.Remove(this);

    /// <summary>Detaches the program.</summary>
    /// <param name="disposing">True if called by <see cref="Dispose()"/>, false if called by a finalizer.</param>
    protected abstract void Dispose(bool disposing);
}
