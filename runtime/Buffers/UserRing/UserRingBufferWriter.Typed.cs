using System;
using System.Runtime.CompilerServices;
using System.Threading;

namespace BpfGen;

/// <summary>
/// Sends records of one type to programs through a <see cref="UserRingBuffer{T}"/>: they are written where the program reads them, without copying or
/// allocating.
/// </summary>
/// <typeparam name="T">The type of the records, laid out as the program has it.</typeparam>
/// <remarks>All members may be used from several threads at once. Programs receive records in the order they were reserved in.</remarks>
public sealed class UserRingBufferWriter<T> : IDisposable
    where T : unmanaged
{
    private readonly UserRingBufferWriter _writer;

    internal UserRingBufferWriter(BpfMap map) => _writer = new UserRingBufferWriter(map);

    /// <inheritdoc cref="UserRingBufferWriter.TryReserve(int, out UserRecord)"/>
    public bool TryReserve(out UserRecord record) => _writer.TryReserve(Unsafe.SizeOf<T>(), out record);

    /// <summary>Makes room for a record, and waits for it where there is none: until programs have read so much (<c>bpf_user_ringbuf_drain</c>).</summary>
    /// <param name="timeout">How long to wait; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="record">The record, to be written and then submitted or discarded. Until then programs receive nothing that was reserved after it.</param>
    /// <returns>False after the time.</returns>
    /// <exception cref="ObjectDisposedException">The writer was disposed, before or meanwhile.</exception>
    /// <exception cref="BpfException">The kernel refuses (<c>epoll_wait</c>).</exception>
    public bool TryReserve(TimeSpan timeout, out UserRecord record) => _writer.TryReserve(Unsafe.SizeOf<T>(), timeout, out record);

    /// <summary>Sends a copy of a record.</summary>
    /// <param name="record">The record.</param>
    /// <returns>False where there is no room.</returns>
    /// <exception cref="ObjectDisposedException">The writer was disposed.</exception>
    public bool TrySend(in T record)
    {
        if (!TryReserve(out var reserved))
        {
            return false;
        }

        reserved.As<T>() = record;
        reserved.Submit();
        return true;
    }

    /// <summary>Stops writing. Records that are reserved can still be finished; the memory is given back after the last of them.</summary>
    public void Dispose() => _writer.Dispose();
}
