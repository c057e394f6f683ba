using System;

namespace BpfGen;

/// <summary>An event that the kernel or the processor counts, and how often it runs a program (<c>perf_event_open(2)</c>).</summary>
/// <param name="Type">The kind: <c>PERF_TYPE_…</c>, or the number of a device in <c>/sys/bus/event_source/devices/*/type</c>.</param>
/// <param name="Config">Which event of the kind.</param>
public sealed record PerfEventSource(uint Type, ulong Config)
{
    private const uint TypeHardware = 0;
    private const uint TypeSoftware = 1;

    /// <summary>The program runs each time after so many events; 0 where <see cref="Frequency"/> says it.</summary>
    public ulong Period { get; init; }

    /// <summary>The program runs so often a second, on the average; 0 where <see cref="Period"/> says it.</summary>
    public ulong Frequency { get; init; }

    /// <summary>Events in user space do not count.</summary>
    public bool ExcludesUser { get; init; }

    /// <summary>Events in the kernel do not count.</summary>
    public bool ExcludesKernel { get; init; }

    /// <summary>The clock of each CPU: what a profiler samples by.</summary>
    /// <param name="frequency">How often a second the program runs.</param>
    public static PerfEventSource CpuClock(ulong frequency) => new(TypeSoftware, (ulong)SoftwareEvent.CpuClock) { Frequency = frequency };

    /// <summary>An event that the kernel counts.</summary>
    /// <param name="softwareEvent">Which.</param>
    /// <param name="period">After how many of them the program runs.</param>
    public static PerfEventSource Software(SoftwareEvent softwareEvent, ulong period = 1) => new(TypeSoftware, (ulong)softwareEvent) { Period = period };

    /// <summary>An event that the processor counts. In virtual machines there are often none.</summary>
    /// <param name="hardwareEvent">Which.</param>
    /// <param name="period">After how many of them the program runs.</param>
    public static PerfEventSource Hardware(HardwareEvent hardwareEvent, ulong period) => new(TypeHardware, (ulong)hardwareEvent) { Period = period };

    /// <summary>The bits of <c>struct perf_event_attr</c>, which count from the other end on big-endian machines.</summary>
    internal ulong Flags => (ExcludesUser ? Bit(4) : 0) | (ExcludesKernel ? Bit(5) : 0) | (Frequency != 0 ? Bit(10) : 0);

    private static ulong Bit(int number) => 1ul << (BitConverter.IsLittleEndian ? number : 63 - number);
}

/// <summary>Events that the kernel counts: <c>enum perf_sw_ids</c> of <c>uapi/linux/perf_event.h</c>, with the kernel's values.</summary>
public enum SoftwareEvent
{
    /// <summary>Nanoseconds of the CPU's clock.</summary>
    CpuClock = 0,

    /// <summary>Nanoseconds that the task runs.</summary>
    TaskClock = 1,

    /// <summary>Page faults.</summary>
    PageFaults = 2,

    /// <summary>Switches to another task.</summary>
    ContextSwitches = 3,

    /// <summary>Moves to another CPU.</summary>
    CpuMigrations = 4,

    /// <summary>Page faults that read no disk.</summary>
    MinorPageFaults = 5,

    /// <summary>Page faults that read the disk.</summary>
    MajorPageFaults = 6,

    /// <summary>Unaligned accesses that the kernel had to mend.</summary>
    AlignmentFaults = 7,

    /// <summary>Instructions that the kernel had to emulate.</summary>
    EmulationFaults = 8,

    /// <summary>Switches to a task of another cgroup (Linux 5.13).</summary>
    CgroupSwitches = 11,
}

/// <summary>Events that the processor counts: <c>enum perf_hw_id</c> of <c>uapi/linux/perf_event.h</c>, with the kernel's values.</summary>
public enum HardwareEvent
{
    /// <summary>Cycles.</summary>
    CpuCycles = 0,

    /// <summary>Instructions retired.</summary>
    Instructions = 1,

    /// <summary>Accesses of the last cache.</summary>
    CacheReferences = 2,

    /// <summary>Misses of the last cache.</summary>
    CacheMisses = 3,

    /// <summary>Branches retired.</summary>
    BranchInstructions = 4,

    /// <summary>Branches predicted wrong.</summary>
    BranchMisses = 5,

    /// <summary>Cycles of the bus.</summary>
    BusCycles = 6,

    /// <summary>Cycles in which nothing could be issued.</summary>
    StalledCyclesFrontend = 7,

    /// <summary>Cycles in which nothing could be retired.</summary>
    StalledCyclesBackend = 8,

    /// <summary>Cycles at the frequency that does not change.</summary>
    ReferenceCpuCycles = 9,
}
