using System;
using System.Threading;

namespace BpfGen.Extensions.Hosting;

/// <summary>A thread that passes the records of a set of readers to their callbacks until it is stopped.</summary>
internal sealed class ReaderThread : IDisposable
{
    /// <summary>The longest time until the thread notices that it must stop.</summary>
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(100);

    private readonly ReaderContext _context;
    private readonly Action<Exception> _onError;
    private readonly Thread _thread;
    private volatile bool _isStopping;

    /// <param name="name">The name of the thread.</param>
    /// <param name="context">Counts the records.</param>
    /// <param name="onError">Called if the kernel rejects a read. Errors of callbacks do not get here.</param>
    public ReaderThread(string name, ReaderContext context, Action<Exception> onError)
    {
        _context = context;
        _onError = onError;
        _thread = new Thread(Read) { Name = name, IsBackground = true };
    }

    public ReaderSet Readers { get; } = new();

    public void Start() => _thread.Start();

    /// <summary>Stops the thread and receives the remaining records.</summary>
    /// <param name="deadline">The time at which to end, in milliseconds of <see cref="Environment.TickCount64"/>.</param>
    /// <returns>Whether all records were received.</returns>
    public bool Drain(long deadline)
    {
        _isStopping = true;
        if (_thread.IsAlive && !_thread.Join(TimeSpan.FromMilliseconds(Math.Max(0, deadline - Environment.TickCount64))))
        {
            return false;
        }

        try
        {
            int count;
            while ((count = Readers.Poll(TimeSpan.Zero)) > 0)
            {
                _context.CountReceived(count);
                if (Environment.TickCount64 >= deadline)
                {
                    return false;
                }
            }
        }
        catch (Exception exception)
        {
            _onError(exception);
        }

        return true;
    }

    public void Dispose()
    {
        _isStopping = true;
        Readers.Dispose();
    }

    private void Read()
    {
        try
        {
            while (!_isStopping)
            {
                _context.CountReceived(Readers.Poll(Wait));
            }
        }
        catch (ObjectDisposedException) when (_isStopping)
        {
            // The host waits no longer.
        }
        catch (Exception exception)
        {
            _onError(exception);
        }
    }
}
