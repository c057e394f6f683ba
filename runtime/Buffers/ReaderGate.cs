using System;
using System.Collections.Generic;
using System.Threading;
using BpfGen.Interop;

namespace BpfGen.Buffers;

/// <summary>
/// Lets one consumer at a time into the memory of a buffer, and takes that away when nobody is in it. Disposing wakes who waits, and waits for
/// who reads; a callback that disposes its own reader leaves the cleaning up to who called it.
/// </summary>
internal sealed class ReaderGate : IDisposable
{
    private const int WakeKey = -1;

    private readonly string _subject;
    private readonly Poller _poller;
    private readonly WakeEvent _wake;
    private readonly Action _release;
    private readonly Lock _reading = new();
    private readonly List<Action> _whenDisposed = [];
    private int _isDisposed;
    private bool _isReleased;

    /// <param name="subject">What reads, for messages.</param>
    /// <param name="most">How many buffers it has.</param>
    /// <param name="release">Gives the buffers back.</param>
    public ReaderGate(string subject, int most, Action release)
    {
        _subject = subject;
        _release = release;
        _poller = Poller.Create(most + 1, subject);
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

    /// <summary><see cref="Ready"/> has come across a <see cref="Wake"/> since the last wait.</summary>
    public bool WasWoken { get; private set; }

    /// <summary>Has something to read where one of the buffers has.</summary>
    public FileDescriptor Descriptor => _poller.Descriptor;

    /// <summary>Adds a buffer to wait for.</summary>
    public void Watch(FileDescriptor descriptor, int buffer) => _poller.Watch(descriptor, buffer, _subject);

    /// <exception cref="InvalidOperationException">Somebody else is reading.</exception>
    /// <exception cref="ObjectDisposedException">The reader was disposed.</exception>
    public void Enter()
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        if (_reading.IsHeldByCurrentThread || !_reading.TryEnter())
        {
            throw new InvalidOperationException($"Somebody else is reading: {_subject} has one consumer at a time.");
        }

        // It may have been disposed between the question and the door, and then there is nothing left to read.
        if (IsDisposed)
        {
            _reading.Exit();
            ObjectDisposedException.ThrowIf(IsDisposed, this);
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

    /// <returns>How many buffers have something; 0 after the time.</returns>
    public int Wait(TimeSpan timeout)
    {
        WasWoken = false;
        return _poller.Wait(timeout, _subject);
    }

    /// <returns>Which buffer it is, or null where it is none: <see cref="WasWoken"/>.</returns>
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

    /// <summary>Makes a wait come back, the present one or the next.</summary>
    public void Wake() => _wake.Set();

    /// <summary>Has something done when the reader is disposed: now, where it is already.</summary>
    /// <remarks>A delegate, not a token: those who read with a callback have no cancellation in their program.</remarks>
    public void WhenDisposed(Action action)
    {
        lock (_whenDisposed)
        {
            if (!IsDisposed)
            {
                _whenDisposed.Add(action);
                return;
            }
        }

        action();
    }

    /// <summary>Leaves undone what <see cref="WhenDisposed"/> was given, unless it is being done at this moment.</summary>
    public void Forget(Action action)
    {
        lock (_whenDisposed)
        {
            _whenDisposed.Remove(action);
        }
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        Action[] actions;
        lock (_whenDisposed)
        {
            actions = [.. _whenDisposed];
        }

        foreach (var action in actions)
        {
            action();
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
