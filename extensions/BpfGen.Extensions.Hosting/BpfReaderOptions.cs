using System;
using System.Threading.Channels;

namespace BpfGen.Extensions.Hosting;

/// <summary>Options of a reader of a ring buffer or perf event array in a host.</summary>
public sealed class BpfReaderOptions
{
    /// <summary>
    /// Whether the reader has its own thread. If false, it shares one thread with the other readers of its object that have no thread of
    /// their own. False if you do not set it.
    /// </summary>
    public bool OwnThread { get; set; }

    /// <summary>
    /// The number of records that wait for an asynchronous callback, at most. 1024 if you do not set it. Callbacks that are not
    /// asynchronous need no queue.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is zero or negative.</exception>
    public int QueueCapacity
    {
        get;
        set => field = Positive(value);
    } = 1024;

    /// <summary>
    /// What happens to a record if the queue for an asynchronous callback is full. <see cref="BoundedChannelFullMode.Wait"/> stops reading
    /// until there is room: the kernel's buffer then fills, and the eBPF program loses records. The other modes drop a record, which
    /// <see cref="BpfService{T}.DroppedCount"/> counts. <see cref="BoundedChannelFullMode.Wait"/> if you do not set it.
    /// </summary>
    public BoundedChannelFullMode FullMode { get; set; } = BoundedChannelFullMode.Wait;

    /// <summary>The number of records in a batch, at most. 256 if you do not set it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is zero or negative.</exception>
    public int MaxBatchSize
    {
        get;
        set => field = Positive(value);
    } = 256;

    /// <summary>The options of the reader of a perf event array, such as the size of its buffers.</summary>
    public PerfReaderOptions PerfOptions { get; set; } = new();

    private static int Positive(int value)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
        return value;
    }
}
