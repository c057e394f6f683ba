using System;
using System.Threading;
using BpfGen.Interop;

namespace BpfGen.Buffers;

/// <summary>
/// Admits one consumer at a time to the memory of the buffers, and releases the memory when no consumer
/// uses it. <see cref="Dispose"/> wakes a waiting consumer, and waits until a reading consumer has left.
/// If a callback disposes its own reader, the memory is released after the callback.
/// </summary>
internal sealed class ReaderGate : IDisposable
{
    private const int WakeKey = -1;

    private readonly string _subject;
    private readonly Poller _poller;
    private readonly WakeEvent _wake;
    private readonly Action _release;
    private readonly Lock _reading = new();
    private int _isDisposed;
    private bool _isReleased;

    /// <param name="subject">The reader's description, for messages.</param>
    /// <param name="bufferCount">The number of buffers.</param>
    /// <param name="release">Releases the buffers.</param>
    public ReaderGate(string subject, int bufferCount, Action release)
    {
        _subject = subject;
        _release = release;
        _poller = Poller.Create(bufferCount + 1, subject);
        try
        {
            _wake = WakeEvent.Create(subject);
            _poller.Watch(_wake.Descriptor, WakeKey, subject);
        }
        catch
        {
            _wake?.Dispose();
            _poller.Dispose();
            throw;
        }
    }

    public bool IsDisposed => Volatile.Read(ref _isDisposed) != 0;

    /// <summary>Whether <see cref="Ready"/> found a <see cref="Wake"/> since the last wait.</summary>
    public bool WasWoken { get; private set; }

    /// <summary>The epoll descriptor. It is readable when one of the buffers has records.</summary>
    public FileDescriptor Descriptor => _poller.Descriptor;

    /// <summary>Adds a buffer to the buffers to wait for.</summary>
    public void Watch(FileDescriptor descriptor, int buffer) => _poller.Watch(descriptor, buffer, _subject);

    /// <exception cref="InvalidOperationException">Another read is in progress.</exception>
    /// <exception cref="ObjectDisposedException">The reader was disposed.</exception>
    public void Enter()
    {
        Disposed.ThrowIf(IsDisposed, _subject);
        if (_reading.IsHeldByCurrentThread || !_reading.TryEnter())
        {
            throw new InvalidOperationException($"Another read is already in progress: {_subject} can have only one consumer at a time.");
        }

        // Check again: another thread may have disposed the reader, and released its memory, between the first check and Enter.
        if (IsDisposed)
        {
            _reading.Exit();
            Disposed.ThrowIf(IsDisposed, _subject);
        }
    }

    public void Exit()
    {
        if (IsDisposed)
        {
            Release();
        }

        _reading.Exit();
    }

    /// <returns>The number of ready events. 0 after the timeout.</returns>
    public int Wait(TimeSpan timeout)
    {
        WasWoken = false;
        return _poller.Wait(timeout, _subject);
    }

    /// <summary>Waits without limit until a buffer has records, the wait is cancelled, or the reader is disposed.</summary>
    /// <returns>Whether a buffer has records.</returns>
    public bool Wait(CancellableWait wait)
    {
        if (!wait.TryBegin(_wake))
        {
            return false;
        }

        try
        {
            var hasRecords = false;
            var ready = Wait(Timeout.InfiniteTimeSpan);
            for (var i = 0; i < ready; i++)
            {
                hasRecords |= Ready(i) is not null;
            }

            return hasRecords;
        }
        finally
        {
            wait.End();
        }
    }

    /// <returns>The index of a ready buffer. Null if the event is a wake-up; then <see cref="WasWoken"/> is true.</returns>
    public int? Ready(int index)
    {
        var key = _poller.Key(index);
        if (key != WakeKey)
        {
            return key;
        }

        WasWoken = true;
        _wake.Reset();
        return null;
    }

    /// <summary>Ends the current wait, or the next wait if no thread waits.</summary>
    public void Wake() => _wake.Set();

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        if (_reading.IsHeldByCurrentThread)
        {
            return;
        }

        Wake();
        lock (_reading)
        {
            Release();
        }
    }

    private void Release()
    {
        if (!_isReleased)
        {
            _isReleased = true;
            _release();
            _poller.Dispose();
            _wake.Dispose();
        }
    }
}
