using System;
using System.Threading;

namespace BpfGen;

/// <summary>
/// An attachment without a link object in the kernel. Only this handle detaches the program, and a process that is killed may leave the
/// program attached.
/// </summary>
public abstract class DetachableLink : BpfLink
{
    private readonly Lock _lock = new();
    private bool _isDetached;

    private protected DetachableLink()
    {
    }

    /// <summary>Blocks <see cref="BpfLink.Dispose()"/> in other threads until the returned scope is disposed.</summary>
    /// <exception cref="ObjectDisposedException">The link is disposed.</exception>
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

    /// <summary>Detaches the program and releases this link's resources. Called at most once.</summary>
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
