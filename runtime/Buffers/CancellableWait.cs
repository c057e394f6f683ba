using System.Threading;

namespace BpfGen.Buffers;

/// <summary>
/// Lets another thread end the waits of one consumer. It wakes only a wait that is in progress, so that no wake-up is left behind for
/// the next consumer.
/// </summary>
internal sealed class CancellableWait
{
    private readonly Lock _lock = new();
    private WakeEvent? _current;
    private bool _isCancelled;

    /// <summary>Ends the current wait. Later waits end at once.</summary>
    public void Cancel()
    {
        lock (_lock)
        {
            _isCancelled = true;
            _current?.Set();
        }
    }

    /// <param name="wake">Ends the wait that begins.</param>
    /// <returns>False if <see cref="Cancel"/> was called before.</returns>
    public bool TryBegin(WakeEvent wake)
    {
        lock (_lock)
        {
            _current = _isCancelled ? null : wake;
            return !_isCancelled;
        }
    }

    /// <summary>Ends the wait. Call it before other consumers can wait.</summary>
    public void End()
    {
        lock (_lock)
        {
            // Cancel may have set the event after the wait ended, so clear the event.
            _current?.Reset();
            _current = null;
        }
    }
}
