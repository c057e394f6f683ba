using System;

namespace BpfGen;

/// <summary>
/// A program's attachment to a hook. Disposing it takes the program off the hook; the program stays loaded. Where the kernel has an object of
/// its own for the attachment, which can be pinned and given another program, this is a <see cref="KernelLink"/>.
/// </summary>
/// <remarks>All members may be used from several threads at once.</remarks>
public abstract class BpfLink : IDisposable
{
    private protected BpfLink()
    {
    }

    /// <summary>Takes the program off the hook. Doing it again does nothing.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Takes the program off the hook.</summary>
    /// <param name="disposing">Whether this is <see cref="Dispose()"/> and not a finalizer.</param>
    protected abstract void Dispose(bool disposing);
}
