using System;

namespace BpfGen.KernelFacts;

/// <summary>
/// The first kernel versions that support features other than map types, program types, attach types, link types and helpers, which have
/// their own tables in this folder. These versions are only used to explain errors. They never decide whether a feature is tried, because
/// distributions backport features.
/// </summary>
internal static class FirstKernels
{
    /// <summary>eBPF programs.</summary>
    public static Version Programs => new(3, 19);

    /// <summary>The comparisons of CPU version 2 (<c>-mcpu=v2</c>).</summary>
    public static Version CpuV2 => new(4, 14);

    /// <summary>Functions that programs call, other than by inlining them (bpf-to-bpf calls).</summary>
    public static Version Subprograms => new(4, 16);

    /// <summary>kprobes and uprobes of <c>perf_event_open</c>, instead of lines in tracefs.</summary>
    public static Version ProbeDevices => new(4, 17);

    /// <summary>The 32-bit comparisons of CPU version 3 (<c>-mcpu=v3</c>).</summary>
    public static Version CpuV3 => new(5, 1);

    /// <summary>Global variables: addresses of values in array maps.</summary>
    public static Version GlobalData => new(5, 2);

    /// <summary>Programs of more than 4,096 instructions, for processes with <c>CAP_BPF</c>.</summary>
    public static Version LargePrograms => new(5, 2);

    /// <summary>Loops that the compiler did not unroll.</summary>
    public static Version Loops => new(5, 3);

    /// <summary>Batch commands on maps (<c>BPF_MAP_LOOKUP_BATCH</c>).</summary>
    public static Version MapBatches => new(5, 6);

    /// <summary>The capabilities <c>CAP_BPF</c> and <c>CAP_PERFMON</c>.</summary>
    public static Version CapabilityBpf => new(5, 8);

    /// <summary>Programs that may sleep (<c>BPF_F_SLEEPABLE</c>).</summary>
    public static Version SleepablePrograms => new(5, 10);

    /// <summary><c>freplace</c> programs that name their target function when they are attached.</summary>
    public static Version ExtensionTargets => new(5, 10);

    /// <summary>The memory of maps and programs is charged to the cgroup, and no longer to <c>RLIMIT_MEMLOCK</c>.</summary>
    public static Version MemoryCountedByCgroup => new(5, 11);

    /// <summary>Atomic operations that return the old value, exchange values, or compare and exchange.</summary>
    public static Version Atomics => new(5, 12);

    /// <summary>Addresses of functions, for callbacks of helpers.</summary>
    public static Version Callbacks => new(5, 13);

    /// <summary>Calls of kernel functions (kfuncs).</summary>
    public static Version Kfuncs => new(5, 13);

    /// <summary>XDP programs in generic mode that redirect packets to map entries that have their own programs.</summary>
    public static Version GenericXdpMapPrograms => new(5, 15);

    /// <summary>Tokens, which delegate eBPF to a user namespace (<c>BPF_TOKEN_CREATE</c>).</summary>
    public static Version Tokens => new(6, 9);

    /// <summary>CO-RE relocations resolved by the kernel.</summary>
    public static Version CoreRelocations => new(5, 17);

    /// <summary>XDP programs for packets in several buffers (<c>xdp.frags</c>).</summary>
    public static Version XdpFragments => new(5, 18);

    /// <summary>Test runs of XDP programs that really send the packets (<c>BPF_F_TEST_XDP_LIVE_FRAMES</c>).</summary>
    public static Version LiveFrames => new(5, 18);

    /// <summary>Cookies of <c>fentry</c>, <c>fexit</c>, <c>fmod_ret</c> and <c>lsm</c> programs.</summary>
    public static Version TracingCookies => new(6, 0);

    /// <summary><c>struct_ops</c> maps that are attached by links (<c>BPF_F_LINK</c>).</summary>
    public static Version StructOpsLinks => new(6, 4);

    /// <summary>Addresses of kernel functions in programs (<c>__ksym</c> functions that are not called).</summary>
    public static Version FunctionAddresses => new(6, 4);

    /// <summary>The instructions of CPU version 4 (<c>-mcpu=v4</c>).</summary>
    public static Version CpuV4 => new(6, 6);

    /// <summary>The instructions for arenas, and <c>may_goto</c>.</summary>
    public static Version ArenaInstructions => new(6, 9);

    /// <summary>Cookies of raw tracepoints.</summary>
    public static Version RawTracepointCookies => new(6, 10);

    /// <summary>Cgroup programs that run before the programs of child cgroups (<c>BPF_F_PREORDER</c>).</summary>
    public static Version CgroupPreorder => new(6, 15);

    /// <summary>Loads and stores that order memory (<c>load-acquire</c>, <c>store-release</c>).</summary>
    public static Version OrderedAccess => new(6, 15);

    /// <summary>Jumps to addresses from a table (<c>gotox</c>).</summary>
    public static Version IndirectJumps => new(6, 19);

    /// <summary>Ring buffers that overwrite unread records (<c>BPF_F_RB_OVERWRITE</c>).</summary>
    public static Version RingBufferOverwrite => new(6, 19);
}
