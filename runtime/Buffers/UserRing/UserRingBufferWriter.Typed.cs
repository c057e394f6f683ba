using System;
using System.Runtime.CompilerServices;
using System.Threading;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>
/// Sends records of one type to programs through a <see cref="UserRingBuffer{T}"/>. You can write a record in the buffer's memory
/// (<c>TryReserve</c>, without a copy) or send a copy (<see cref="TrySend"/>).
/// </summary>
/// <typeparam name="T">The type of the records, with the same layout as in the eBPF program.</typeparam>
/// <remarks>
/// All members are safe to call from several threads at once. Programs receive records in the order in which they were reserved.
/// </remarks>
/// <example>
/// <code>
/// using var writer = tracer.Commands.OpenWriter();  // UserRingBuffer&lt;Tracer.Types.Command&gt;
/// writer.TrySend(new Tracer.Types.Command { Id = 1 });
/// if (writer.TryReserve(TimeSpan.FromSeconds(1), out var record))
/// {
///     record.As&lt;Tracer.Types.Command&gt;() = new Tracer.Types.Command { Id = 2 };
///     record.Submit();
/// }
/// </code>
/// </example>
public sealed class UserRingBufferWriter<T> : IDisposable
    where T : unmanaged
{
    private readonly UserRingBufferWriter _writer;

    internal UserRingBufferWriter(BpfMap map)
    {
        StructPadding.Require<T>();
        _writer = new UserRingBufferWriter(map);
    }

    /// <inheritdoc cref="UserRingBufferWriter.TryReserve(int, out UserRecord)"/>
    public bool TryReserve(out UserRecord record) => _writer.TryReserve(Unsafe.SizeOf<T>(), out record);

    /// <summary>Reserves a record. If the buffer is full, waits until programs have read records (<c>bpf_user_ringbuf_drain</c>).</summary>
    /// <param name="timeout">The maximum wait. <see cref="Timeout.InfiniteTimeSpan"/> waits without limit.</param>
    /// <param name="record">
    /// The record. Fill it, then submit or discard it. Until then, programs do not receive records reserved after it.
    /// </param>
    /// <returns>False after the timeout.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative, and not <see cref="Timeout.InfiniteTimeSpan"/>.</exception>
    /// <exception cref="ObjectDisposedException">The writer was disposed before or during the call.</exception>
    /// <exception cref="BpfException">The kernel rejected <c>epoll_wait</c>.</exception>
    public bool TryReserve(TimeSpan timeout, out UserRecord record) => _writer.TryReserve(Unsafe.SizeOf<T>(), timeout, out record);

    /// <summary>Sends a copy of a record.</summary>
    /// <param name="record">The record.</param>
    /// <returns>False if the buffer is full.</returns>
    /// <exception cref="ObjectDisposedException">The writer was disposed.</exception>
    public bool TrySend(in T record)
    {
        if (!TryReserve(out var reserved))
        {
            return false;
        }

        reserved.As<T>() = record;
        StructPadding.Clear(ref reserved.As<T>());
        reserved.Submit();
        return true;
    }

    /// <summary>Stops writing. You can still submit or discard reserved records; the memory is unmapped after the last of them.</summary>
    public void Dispose() => _writer.Dispose();
}
