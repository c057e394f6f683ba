using System;
using System.Threading;
using BpfGen.Buffers;

namespace BpfGen;

/// <summary>
/// Readers of several ring buffers and perf event arrays that one thread waits for together, as libbpf's <c>ring_buffer__add</c> does. The set owns them.
/// </summary>
/// <remarks>
/// One consumer at a time reads. <see cref="Dispose"/> may be called from any thread, also while another one reads: that one comes back.
/// </remarks>
public sealed class ReaderSet : IDisposable
{
    private const string Subject = "a set of readers";

    /// <summary>How many are told of at a time; the others are the next time.</summary>
    private const int MostReady = 64;

    private readonly ReaderGate _gate;
    private readonly Lock _adding = new();
    private Member[] _members = [];
    private bool _wasLeft;

    /// <summary>Makes a set without readers.</summary>
    /// <exception cref="BpfException">The kernel refuses (<c>epoll_create1</c>, <c>eventfd</c>).</exception>
    public ReaderSet() => _gate = new ReaderGate(Subject, MostReady, static () => { });

    /// <summary>Adds the reader of a ring buffer.</summary>
    /// <param name="reader">The reader, which the set disposes. One that is disposed before leaves the set.</param>
    /// <param name="callback">Receives each record.</param>
    /// <exception cref="ObjectDisposedException">The set or the reader was disposed.</exception>
    /// <exception cref="BpfException">The kernel refuses (<c>epoll_ctl</c>): with <c>EEXIST</c> a reader that is in the set already.</exception>
    public void Add(RingBufferReader reader, RingBufferCallback callback)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(callback);
        Add(new Member(reader, () => reader.Poll(TimeSpan.Zero, callback)));
    }

    /// <summary>Adds the reader of a ring buffer whose records are of one type.</summary>
    /// <typeparam name="T">The struct, laid out as the program has it.</typeparam>
    /// <param name="reader">The reader, which the set disposes. One that is disposed before leaves the set.</param>
    /// <param name="callback">Receives each record.</param>
    /// <exception cref="ObjectDisposedException">The set or the reader was disposed.</exception>
    /// <exception cref="BpfException">The kernel refuses (<c>epoll_ctl</c>): with <c>EEXIST</c> a reader that is in the set already.</exception>
    public void Add<T>(RingBufferReader<T> reader, RecordCallback<T> callback)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(callback);
        Add(new Member(reader, () => reader.Poll(TimeSpan.Zero, callback)));
    }

    /// <summary>Adds the reader of a perf event array.</summary>
    /// <param name="reader">The reader, which the set disposes. One that is disposed before leaves the set.</param>
    /// <param name="callback">Receives each record.</param>
    /// <exception cref="ObjectDisposedException">The set or the reader was disposed.</exception>
    /// <exception cref="BpfException">The kernel refuses (<c>epoll_ctl</c>): with <c>EEXIST</c> a reader that is in the set already.</exception>
    public void Add(PerfEventReader reader, PerfEventCallback callback)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(callback);
        Add(new Member(reader, () => reader.Poll(TimeSpan.Zero, callback)));
    }

    /// <summary>Adds the reader of a perf event array whose records are of one type.</summary>
    /// <typeparam name="T">The struct, laid out as the program has it.</typeparam>
    /// <param name="reader">The reader, which the set disposes. One that is disposed before leaves the set.</param>
    /// <param name="callback">Receives each record.</param>
    /// <exception cref="ObjectDisposedException">The set or the reader was disposed.</exception>
    /// <exception cref="BpfException">The kernel refuses (<c>epoll_ctl</c>): with <c>EEXIST</c> a reader that is in the set already.</exception>
    public void Add<T>(PerfEventReader<T> reader, RecordCallback<T> callback)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(callback);
        Add(new Member(reader, () => reader.Poll(TimeSpan.Zero, callback)));
    }

    /// <summary>Waits for records of any of the readers and hands over all that there are, each to its reader's callback. What that throws comes out of this.</summary>
    /// <param name="timeout">How long to wait where there are none; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <returns>How many there were; 0 after the time, or where the set was disposed meanwhile.</returns>
    /// <exception cref="InvalidOperationException">Somebody else is reading, or a record is smaller than its struct, and counts as received.</exception>
    /// <exception cref="ObjectDisposedException">The set was disposed before.</exception>
    /// <exception cref="BpfException">The kernel refuses (<c>epoll_wait</c>).</exception>
    public int Poll(TimeSpan timeout)
    {
        _gate.Enter();
        try
        {
            // Where a callback has thrown, the kernel does not tell once more what there was for the others.
            var count = _wasLeft ? ReceiveAll() : 0;
            if (count == 0)
            {
                _wasLeft = true;
                count = Await(timeout);
            }

            _wasLeft = false;
            return count;
        }
        finally
        {
            _gate.Exit();
        }
    }

    /// <summary>Stops reading, and disposes the readers.</summary>
    public void Dispose()
    {
        // A set that is disposed takes no more members. The readers are first: one that is being read comes back.
        lock (_adding)
        {
            foreach (var member in _members)
            {
                member.Reader.Dispose();
            }

            _members = [];
        }

        _gate.Dispose();
    }

    private void Add(Member member)
    {
        lock (_adding)
        {
            ObjectDisposedException.ThrowIf(_gate.IsDisposed, this);
            ObjectDisposedException.ThrowIf(member.Reader.IsDisposed, member.Reader);
            _gate.Watch(member.Reader.Descriptor, _members.Length);
            Volatile.Write(ref _members, [.. _members, member]);
        }
    }

    private int Await(TimeSpan timeout)
    {
        var deadline = new Deadline(timeout);
        int ready;
        int count;
        do
        {
            ready = _gate.Wait(deadline.Left);

            // Where it takes several records to be woken, fewer than that may be waiting.
            count = ready == 0 ? ReceiveAll() : Receive(ready);

            // The kernel may have told of records that came while others were read, and were read with them.
        }
        while (count == 0 && ready > 0 && !deadline.IsOver && !_gate.IsDisposed);
        return count;
    }

    private int ReceiveAll()
    {
        var count = 0;
        foreach (var member in Volatile.Read(ref _members))
        {
            count += member.Receive();
        }

        return count;
    }

    private int Receive(int ready)
    {
        var count = 0;
        for (var i = 0; i < ready; i++)
        {
            var members = Volatile.Read(ref _members);
            if (_gate.Ready(i) is { } index && index < members.Length)
            {
                count += members[index].Receive();
            }
        }

        return count;
    }

    private sealed record Member(RecordReader Reader, Func<int> Poll)
    {
        public int Receive()
        {
            try
            {
                return Reader.IsDisposed ? 0 : Poll();
            }
            catch (ObjectDisposedException) when (Reader.IsDisposed)
            {
                return 0;
            }
        }
    }
}
