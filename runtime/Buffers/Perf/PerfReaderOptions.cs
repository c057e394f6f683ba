using BpfGen.Interop;

namespace BpfGen;

/// <summary>How a <see cref="PerfEventReader"/> buffers.</summary>
public sealed class PerfReaderOptions
{
    private const int DefaultPages = 64;

    /// <summary>
    /// The size of each CPU's buffer in bytes, rounded up to a power of two of pages; 64 pages by default. A program that sends more before the
    /// reader comes loses records, and the reader counts them.
    /// </summary>
    public int BufferSizePerCpu { get; init; } = DefaultPages * MappedMemory.PageSize;

    /// <summary>
    /// How many records a CPU gathers before the reader is woken; 1 by default. More saves work where records are frequent, and delays them
    /// where they are not.
    /// </summary>
    public int WakeupEvents { get; init; } = 1;

    /// <summary>
    /// How many bytes a CPU gathers before the reader is woken (<c>wakeup_watermark</c>), in place of a number of records. The kernel takes no more than half of
    /// the buffer.
    /// </summary>
    public int? WakeupBytes { get; init; }
}
