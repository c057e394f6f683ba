using System;

namespace BpfGen;

/// <summary>An event that the kernel or the processor counts, and how often it runs a program (<c>perf_event_open(2)</c>).</summary>
/// <param name="Type">The event's type: <c>PERF_TYPE_…</c>, or the value in <c>/sys/bus/event_source/devices/*/type</c>.</param>
/// <param name="Config">The value that selects the event within its type (<c>config</c> of <c>struct perf_event_attr</c>).</param>
public sealed record PerfEventSource(uint Type, ulong Config)
{
    private const uint TypeHardware = 0;
    private const uint TypeSoftware = 1;

    /// <summary>The number of events after which the program runs; 0 if <see cref="Frequency"/> is set.</summary>
    public ulong Period { get; init; }

    /// <summary>The average number of program runs per second; 0 if <see cref="Period"/> is set.</summary>
    public ulong Frequency { get; init; }

    /// <summary>Whether to ignore events in user space.</summary>
    public bool ExcludesUser { get; init; }

    /// <summary>Whether to ignore events in the kernel.</summary>
    public bool ExcludesKernel { get; init; }

    /// <summary>Creates a source that samples at a fixed rate by each CPU's clock, for profilers.</summary>
    /// <param name="frequency">The number of program runs per second on each CPU.</param>
    public static PerfEventSource CpuClock(ulong frequency) => new(TypeSoftware, (ulong)SoftwareEvent.CpuClock) { Frequency = frequency };

    /// <summary>Creates a source for an event that the kernel counts.</summary>
    /// <param name="softwareEvent">The event.</param>
    /// <param name="period">The number of events after which the program runs.</param>
    public static PerfEventSource Software(SoftwareEvent softwareEvent, ulong period = 1) =>
        new(TypeSoftware, (ulong)softwareEvent) { Period = period };

    /// <summary>Creates a source for an event that the processor counts. Virtual machines often have no such events.</summary>
    /// <param name="hardwareEvent">The event.</param>
    /// <param name="period">The number of events after which the program runs.</param>
    public static PerfEventSource Hardware(HardwareEvent hardwareEvent, ulong period) =>
        new(TypeHardware, (ulong)hardwareEvent) { Period = period };

    /// <summary>
    /// The bit fields of <c>struct perf_event_attr</c>. On big-endian machines, the first bit field is in the highest bit.
    /// </summary>
    internal ulong Flags => (ExcludesUser ? Bit(4) : 0) | (ExcludesKernel ? Bit(5) : 0) | (Frequency != 0 ? Bit(10) : 0);

    private static ulong Bit(int number) => 1ul << (BitConverter.IsLittleEndian ? number : 63 - number);
}

/// <summary>Events that the kernel counts: <c>enum perf_sw_ids</c> of <c>uapi/linux/perf_event.h</c>, with the kernel's values.</summary>
public enum SoftwareEvent
{
    /// <summary>Each nanosecond of the CPU's clock is an event.</summary>
    CpuClock = 0,

    /// <summary>Each nanosecond of a task's run time is an event.</summary>
    TaskClock = 1,

    /// <summary>Page faults.</summary>
    PageFaults = 2,

    /// <summary>Context switches.</summary>
    ContextSwitches = 3,

    /// <summary>Migrations of a task to another CPU.</summary>
    CpuMigrations = 4,

    /// <summary>Page faults without disk access.</summary>
    MinorPageFaults = 5,

    /// <summary>Page faults with disk access.</summary>
    MajorPageFaults = 6,

    /// <summary>Unaligned memory accesses that the kernel handled.</summary>
    AlignmentFaults = 7,

    /// <summary>Instructions that the kernel emulated.</summary>
    EmulationFaults = 8,

    /// <summary>Context switches to a task of another cgroup. Since Linux 5.13.</summary>
    CgroupSwitches = 11,
}

/// <summary>Events that the processor counts: <c>enum perf_hw_id</c> of <c>uapi/linux/perf_event.h</c>, with the kernel's values.</summary>
public enum HardwareEvent
{
    /// <summary>CPU cycles.</summary>
    CpuCycles = 0,

    /// <summary>Retired instructions.</summary>
    Instructions = 1,

    /// <summary>Accesses to the last-level cache.</summary>
    CacheReferences = 2,

    /// <summary>Misses of the last-level cache.</summary>
    CacheMisses = 3,

    /// <summary>Retired branch instructions.</summary>
    BranchInstructions = 4,

    /// <summary>Mispredicted branches.</summary>
    BranchMisses = 5,

    /// <summary>Bus cycles.</summary>
    BusCycles = 6,

    /// <summary>Cycles in which the processor issued no instruction.</summary>
    StalledCyclesFrontend = 7,

    /// <summary>Cycles in which the processor retired no instruction.</summary>
    StalledCyclesBackend = 8,

    /// <summary>CPU cycles at a constant frequency, independent of frequency scaling.</summary>
    ReferenceCpuCycles = 9,
}
