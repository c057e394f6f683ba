using System;

namespace BpfGen.KernelFacts;

/// <summary>
/// The first kernel versions that support features other than map types, program types, attach types, link types and helpers, which have
/// their own tables in this folder. These versions are only used to explain errors. They never decide whether a feature is tried, because
/// distributions backport features.
/// </summary>
internal static class FirstKernels
{
    /// <summary>The first kernel with eBPF programs.</summary>
    public static Version Programs => new(3, 19);

    /// <summary>The first kernel with the comparisons of CPU version 2 (<c>-mcpu=v2</c>).</summary>
    public static Version CpuV2 => new(4, 14);

    /// <summary>The first kernel with functions that programs call and that the compiler does not inline (bpf-to-bpf calls).</summary>
    public static Version Subprograms => new(4, 16);

    /// <summary>
    /// The first kernel with kprobes and uprobes that <c>perf_event_open</c> creates. Older kernels create them only through tracefs.
    /// </summary>
    public static Version ProbeDevices => new(4, 17);

    /// <summary>The first kernel with the 32-bit comparisons of CPU version 3 (<c>-mcpu=v3</c>).</summary>
    public static Version CpuV3 => new(5, 1);

    /// <summary>The first kernel with global variables: instructions that load the address of a value in an array map.</summary>
    public static Version GlobalData => new(5, 2);

    /// <summary>The first kernel with programs of more than 4,096 instructions, for processes with <c>CAP_BPF</c>.</summary>
    public static Version LargePrograms => new(5, 2);

    /// <summary>The first kernel with loops in programs. For older kernels, the compiler must unroll all loops.</summary>
    public static Version Loops => new(5, 3);

    /// <summary>The first kernel with batch commands on maps (<c>BPF_MAP_LOOKUP_BATCH</c>).</summary>
    public static Version MapBatches => new(5, 6);

    /// <summary>The first kernel with the capabilities <c>CAP_BPF</c> and <c>CAP_PERFMON</c>.</summary>
    public static Version CapabilityBpf => new(5, 8);

    /// <summary>The first kernel with programs that may sleep (<c>BPF_F_SLEEPABLE</c>).</summary>
    public static Version SleepablePrograms => new(5, 10);

    /// <summary>The first kernel with <c>freplace</c> programs that name their target function when they are attached.</summary>
    public static Version ExtensionTargets => new(5, 10);

    /// <summary>
    /// The first kernel that charges the memory of maps and programs to the cgroup. Older kernels limit this memory by
    /// <c>RLIMIT_MEMLOCK</c>.
    /// </summary>
    public static Version MemoryCountedByCgroup => new(5, 11);

    /// <summary>The first kernel with atomic operations that return the old value, exchange values, or compare and exchange.</summary>
    public static Version Atomics => new(5, 12);

    /// <summary>The first kernel with addresses of functions, for callbacks of helpers.</summary>
    public static Version Callbacks => new(5, 13);

    /// <summary>The first kernel with calls of kernel functions (kfuncs).</summary>
    public static Version Kfuncs => new(5, 13);

    /// <summary>
    /// The first kernel in which XDP programs in generic mode can redirect packets to devmap or cpumap entries that have a program.
    /// </summary>
    public static Version GenericXdpMapPrograms => new(5, 15);

    /// <summary>The first kernel with tokens, which delegate eBPF to a user namespace (<c>BPF_TOKEN_CREATE</c>).</summary>
    public static Version Tokens => new(6, 9);

    /// <summary>The first kernel with CO-RE relocations resolved by the kernel.</summary>
    public static Version CoreRelocations => new(5, 17);

    /// <summary>The first kernel with XDP programs for packets in several buffers (<c>xdp.frags</c>).</summary>
    public static Version XdpFragments => new(5, 18);

    /// <summary>The first kernel with test runs of XDP programs that really send the packets (<c>BPF_F_TEST_XDP_LIVE_FRAMES</c>).</summary>
    public static Version LiveFrames => new(5, 18);

    /// <summary>The first kernel with cookies of <c>fentry</c>, <c>fexit</c>, <c>fmod_ret</c> and <c>lsm</c> programs.</summary>
    public static Version TracingCookies => new(6, 0);

    /// <summary>The first kernel with <c>struct_ops</c> maps that are attached by links (<c>BPF_F_LINK</c>).</summary>
    public static Version StructOpsLinks => new(6, 4);

    /// <summary>The first kernel with addresses of kernel functions in programs (<c>__ksym</c> functions that are not called).</summary>
    public static Version FunctionAddresses => new(6, 4);

    /// <summary>The first kernel with the instructions of CPU version 4 (<c>-mcpu=v4</c>).</summary>
    public static Version CpuV4 => new(6, 6);

    /// <summary>The first kernel with the instructions for arenas, and <c>may_goto</c>.</summary>
    public static Version ArenaInstructions => new(6, 9);

    /// <summary>The first kernel with cookies of raw tracepoints.</summary>
    public static Version RawTracepointCookies => new(6, 10);

    /// <summary>The first kernel with cgroup programs that run before the programs of child cgroups (<c>BPF_F_PREORDER</c>).</summary>
    public static Version CgroupPreorder => new(6, 15);

    /// <summary>
    /// The first kernel with programs that attach to kernel functions by BTF (fentry, LSM) on arm64. On x86-64, they came earlier.
    /// </summary>
    public static Version TrampolinesOnArm64 => new(6, 4);

    /// <summary>
    /// The first kernel with programs that replace functions (freplace, struct_ops) on arm64. On x86-64, they came earlier.
    /// </summary>
    public static Version ReplacementsOnArm64 => new(6, 0);

    /// <summary>The first kernel with loads and stores that order memory (<c>load-acquire</c>, <c>store-release</c>).</summary>
    public static Version OrderedAccess => new(6, 15);

    /// <summary>The first kernel with jumps to addresses from a table (<c>gotox</c>).</summary>
    public static Version IndirectJumps => new(6, 19);

    /// <summary>The first kernel with ring buffers that overwrite unread records (<c>BPF_F_RB_OVERWRITE</c>).</summary>
    public static Version RingBufferOverwrite => new(6, 19);

    /// <summary>The first kernel with signatures of programs, and with maps that only one program can use.</summary>
    public static Version SignedPrograms => new(6, 18);

    /// <summary>The first kernel whose signatures of programs cover the contents of maps.</summary>
    public static Version SignedData => new(7, 3);
}
