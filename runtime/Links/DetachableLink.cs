using System;
using System.Threading;
using BpfGen.Interop;

namespace BpfGen;

/// <summary>
/// An attachment without a link object in the kernel. Disposing this handle detaches the program. If the process is killed first, the
/// program may stay attached.
/// </summary>
public abstract class DetachableLink : BpfLink
{
    private readonly Lock _lock = new();
    private bool _isDetached;

    private protected DetachableLink()
    {
    }

    /// <summary>Blocks <see cref="BpfLink.Dispose()"/> in other threads until the returned scope is disposed.</summary>
    /// <param name="subject">The program and its hook, for messages.</param>
    /// <exception cref="ObjectDisposedException">The link is disposed.</exception>
    private protected Lock.Scope StayAttached(string subject)
    {
        var scope = _lock.EnterScope();
        if (_isDetached)
        {
            scope.Dispose();
            throw Disposed.Error("the link of " + subject);
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
