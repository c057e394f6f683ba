using System.Runtime.InteropServices;

namespace BpfGen.Interop;

/// <summary>The second version of <c>struct perf_event_attr</c> (<c>uapi/linux/perf_event.h</c>), which has all that is used here.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PerfEventAttributes
{
    public uint Type;
    public uint Size;
    public ulong Config;

    /// <summary>Or the frequency, where the flags say so.</summary>
    public ulong SamplePeriod;
    public ulong SampleType;
    public ulong ReadFormat;
    public ulong Flags;

    /// <summary>Or how many bytes, where the flags say so.</summary>
    public uint WakeupEvents;
    public uint BreakpointType;

    /// <summary>The name of a kprobe's function, the path of an uprobe's file.</summary>
    public ulong Config1;

    /// <summary>Where in it.</summary>
    public ulong Config2;
}
