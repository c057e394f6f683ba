using System.Runtime.InteropServices;

namespace BpfGen.Interop;

/// <summary>
/// The second version of <c>struct perf_event_attr</c> (<c>uapi/linux/perf_event.h</c>), which has all fields that are used here.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PerfEventAttributes
{
    public uint Type;
    public uint Size;
    public ulong Config;

    /// <summary>The number of events between two samples; with the flag <c>freq</c>, the number of samples in a second.</summary>
    public ulong SamplePeriod;
    public ulong SampleType;
    public ulong ReadFormat;
    public ulong Flags;

    /// <summary>The number of events before the kernel wakes the reader; with the flag <c>watermark</c>, the number of bytes.</summary>
    public uint WakeupEvents;
    public uint BreakpointType;

    /// <summary>For a kprobe: the address of the function's name. For a uprobe: the address of the file's path.</summary>
    public ulong Config1;

    /// <summary>For a kprobe: the offset from the function's start. For a uprobe: the offset in the file.</summary>
    public ulong Config2;
}
