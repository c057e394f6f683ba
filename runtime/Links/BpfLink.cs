using System;

namespace BpfGen;

/// <summary>A program's attachment to a hook. Disposing it takes the program off the hook; the program stays loaded.</summary>
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
