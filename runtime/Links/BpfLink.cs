using System;

namespace BpfGen;

/// <summary>
/// A program's attachment to a hook. Disposing it detaches the program; the program stays loaded. If the kernel has a link object for
/// the attachment, it is a <see cref="KernelLink"/>, which can be pinned and updated.
/// </summary>
/// <remarks>All members are thread-safe.</remarks>
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

    /// <summary>Detaches the program. Further calls do nothing.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Detaches the program.</summary>
    /// <param name="disposing">True if called by <see cref="Dispose()"/>, false if called by a finalizer.</param>
    protected abstract void Dispose(bool disposing);
}
