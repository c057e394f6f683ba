using BpfGen.Interop;

namespace BpfGen;

/// <summary>The buffer sizes and wake-up thresholds of a <see cref="PerfEventReader"/>. All numbers must be positive.</summary>
public sealed class PerfReaderOptions
{
    private const int DefaultPages = 64;

    /// <summary>
    /// The size of each CPU's buffer in bytes, rounded up to a power of two of whole pages. The default is 64 pages. If a program sends
    /// more before the reader reads, records are lost: see <see cref="PerfEventReader.LostCount"/>.
    /// </summary>
    public int BufferSizePerCpu { get; init; } = DefaultPages * MappedMemory.PageSize;

    /// <summary>
    /// The number of records that a CPU collects before the kernel wakes the reader. The default is 1. A higher number saves work if
    /// records are frequent, and delays records if they are rare. Ignored if <see cref="WakeupBytes"/> is set.
    /// </summary>
    public int WakeupEvents { get; init; } = 1;

    /// <summary>
    /// The number of bytes that a CPU collects before the kernel wakes the reader (<c>wakeup_watermark</c>). Null to use
    /// <see cref="WakeupEvents"/>. The kernel limits this number to half of the buffer.
    /// </summary>
    public int? WakeupBytes { get; init; }
}
