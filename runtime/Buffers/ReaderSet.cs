using System;
using System.Threading;
using BpfGen.Buffers;
using BpfGen.Interop;

namespace BpfGen;

/// <summary>
/// A set of readers of ring buffers and perf event arrays. One thread waits for all of them, as with libbpf's <c>ring_buffer__add</c>. The
/// set owns its readers and disposes them.
/// </summary>
/// <remarks>
/// Only one thread at a time may read. <see cref="Dispose"/> may be called from any thread, even during a read, and ends that read.
/// </remarks>
/// <example>
/// <code>
/// using var tracer = Tracer.Load();
/// using var links = tracer.Attach();
/// using var readers = new ReaderSet();
/// readers.Add(tracer.Execs.OpenReader(), (in record) => Console.WriteLine($"exec {record.Pid}"));   // RingBuffer&lt;T&gt;
/// readers.Add(tracer.Exits.OpenReader(), (in record) => Console.WriteLine($"exit {record.Pid}"));   // RingBuffer&lt;T&gt;
/// while (!cancellationToken.IsCancellationRequested)
/// {
///     readers.Poll(TimeSpan.FromMilliseconds(100));
/// }
/// </code>
/// </example>
public sealed class ReaderSet : IDisposable
{
    private const string Subject = "a set of readers";

    /// <summary>The maximum number of ready readers that one wait reports. The next wait reports the others.</summary>
    private const int MaxReadyReaders = 64;

    private readonly ReaderGate _gate;
    private readonly Lock _adding = new();
    private Member[] _members = [];

    /// <summary>Whether the last <see cref="Poll"/> ended with an exception, so that readers may still have records.</summary>
    private bool _endedEarly;

    /// <summary>Creates an empty set.</summary>
    /// <exception cref="BpfException">The kernel rejected <c>epoll_create1</c> or <c>eventfd</c>.</exception>
    public ReaderSet() => _gate = new ReaderGate(Subject, MaxReadyReaders, static () => { });

    /// <summary>Adds a reader of a ring buffer.</summary>
    /// <param name="reader">The reader. The set disposes it. If you dispose it earlier, it leaves the set.</param>
    /// <param name="callback">Called with each record.</param>
    /// <exception cref="ArgumentNullException">The reader or the callback is null.</exception>
    /// <exception cref="ObjectDisposedException">The set or the reader was disposed.</exception>
    /// <exception cref="BpfException">
    /// The kernel rejected <c>epoll_ctl</c>: <c>EEXIST</c> if the set already contains the reader.
    /// </exception>
    public void Add(RingBufferReader reader, RingBufferCallback callback)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(callback);
        Add(new Member(reader, () => reader.Poll(TimeSpan.Zero, callback)));
    }

    /// <summary>Adds a reader of a ring buffer with typed records.</summary>
    /// <typeparam name="T">The struct of a record, with the same layout as in the eBPF program.</typeparam>
    /// <param name="reader">The reader. The set disposes it. If you dispose it earlier, it leaves the set.</param>
    /// <param name="callback">Called with each record.</param>
    /// <exception cref="ArgumentNullException">The reader or the callback is null.</exception>
    /// <exception cref="ObjectDisposedException">The set or the reader was disposed.</exception>
    /// <exception cref="BpfException">
    /// The kernel rejected <c>epoll_ctl</c>: <c>EEXIST</c> if the set already contains the reader.
    /// </exception>
    public void Add<T>(RingBufferReader<T> reader, RecordCallback<T> callback)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(callback);
        Add(new Member(reader, () => reader.Poll(TimeSpan.Zero, callback)));
    }

    /// <summary>Adds a reader of a perf event array.</summary>
    /// <param name="reader">The reader. The set disposes it. If you dispose it earlier, it leaves the set.</param>
    /// <param name="callback">Called with each record.</param>
    /// <exception cref="ArgumentNullException">The reader or the callback is null.</exception>
    /// <exception cref="ObjectDisposedException">The set or the reader was disposed.</exception>
    /// <exception cref="BpfException">
    /// The kernel rejected <c>epoll_ctl</c>: <c>EEXIST</c> if the set already contains the reader.
    /// </exception>
    public void Add(PerfEventReader reader, PerfEventCallback callback)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(callback);
        Add(new Member(reader, () => reader.Poll(TimeSpan.Zero, callback)));
    }

    /// <summary>Adds a reader of a perf event array with typed records.</summary>
    /// <typeparam name="T">The struct of a record, with the same layout as in the eBPF program.</typeparam>
    /// <param name="reader">The reader. The set disposes it. If you dispose it earlier, it leaves the set.</param>
    /// <param name="callback">Called with each record.</param>
    /// <exception cref="ArgumentNullException">The reader or the callback is null.</exception>
    /// <exception cref="ObjectDisposedException">The set or the reader was disposed.</exception>
    /// <exception cref="BpfException">
    /// The kernel rejected <c>epoll_ctl</c>: <c>EEXIST</c> if the set already contains the reader.
    /// </exception>
    public void Add<T>(PerfEventReader<T> reader, RecordCallback<T> callback)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(callback);
        Add(new Member(reader, () => reader.Poll(TimeSpan.Zero, callback)));
    }

    /// <summary>
    /// Waits until a reader has records, then passes all available records to the callbacks of their readers. If a callback throws, this
    /// method passes the exception on.
    /// </summary>
    /// <param name="timeout">The maximum wait if there is no record. <see cref="Timeout.InfiniteTimeSpan"/> waits without limit.</param>
    /// <returns>The number of records received. 0 after the timeout, or if the set was disposed during the wait.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative, and not <see cref="Timeout.InfiniteTimeSpan"/>.</exception>
    /// <exception cref="InvalidOperationException">
    /// Another read is in progress, or a record is smaller than its struct (it counts as received).
    /// </exception>
    /// <exception cref="ObjectDisposedException">The set was disposed before this call.</exception>
    /// <exception cref="BpfException">The kernel rejected <c>epoll_wait</c>.</exception>
    public int Poll(TimeSpan timeout)
    {
        Timeouts.Check(timeout);
        _gate.Enter();
        try
        {
            // If a callback threw in the last call, other readers may still have records that the kernel does not report again. So first
            // receive from all readers.
            var count = _endedEarly ? ReceiveAll() : 0;
            if (count == 0)
            {
                _endedEarly = true;
                count = Await(timeout);
            }

            _endedEarly = false;
            return count;
        }
        finally
        {
            _gate.Exit();
        }
    }

    /// <summary>Stops reading and disposes the readers.</summary>
    public void Dispose()
    {
        // Dispose the readers first: disposing a reader ends the callback loop that reads from it. From now on, Add throws.
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
            Disposed.ThrowIf(_gate.IsDisposed, Subject);
            Disposed.ThrowIf(member.Reader.IsDisposed, member.Reader.Subject);
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

            // The kernel does not report a reader that has fewer records than its wake-up threshold. So look at all readers after the
            // timeout.
            count = ready == 0 ? ReceiveAll() : Receive(ready);

            // The kernel may report a record that a reader has already read together with earlier records. If no reader has a new record,
            // wait again.
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
