using System;
using System.Threading;

namespace BpfGen;

/// <summary>An attachment that the kernel has no object of its own for: this handle is what knows how to take the program off.</summary>
public abstract class DetachableLink : BpfLink
{
    private readonly Lock _lock = new();
    private bool _isDetached;

    private protected DetachableLink()
    {
    }

    /// <summary>Holds off <see cref="BpfLink.Dispose()"/> in other threads until what comes back is disposed.</summary>
    /// <exception cref="ObjectDisposedException">The program is off the hook.</exception>
    private protected Lock.Scope StayAttached()
    {
        var scope = _lock.EnterScope();
        if (_isDetached)
        {
            scope.Dispose();
            ObjectDisposedException.ThrowIf(_isDetached, this);
        }

        return scope;
    }

    /// <summary>Takes the program off the hook, and lets go of what that takes. It is called once.</summary>
    private protected abstract void Detach();

    /// <inheritdoc/>
    protected sealed override void Dispose(bool disposing)
    {
        lock (_lock)
        {
            if (!_isDetached)
            {
                _isDetached = true;
                Detach();
            }
        }
    }
}
