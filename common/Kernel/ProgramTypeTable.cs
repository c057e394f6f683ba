using System;

namespace BpfGen.KernelFacts;

/// <summary>The types of program. To add one, add its row here, its member to <see cref="ProgramType"/> and its handle.</summary>
internal static class ProgramTypeTable
{
    private const int Name = 1;
    private const int KernelName = 2;
    private const int Since = 3;
    private const int Needs = 4;
    private const int Attach = 5;

    /// <summary>
    /// The columns: the value; the name in <see cref="ProgramType"/>; the kernel's name without its prefix; the first kernel; the capabilities that loading
    /// a program needs; an attach type that the kernel accepts at load, for types that require one.
    /// </summary>
    public static ReadOnlySpan<byte> Rows => """
        0 Unspecified UNSPEC - - -
        1 SocketFilter SOCKET_FILTER 3.19 BPF -
        2 Kprobe KPROBE 4.1 BPF,PERFMON -
        3 SchedCls SCHED_CLS 4.1 BPF,NET_ADMIN -
        4 SchedAct SCHED_ACT 4.1 BPF,NET_ADMIN -
        5 Tracepoint TRACEPOINT 4.7 BPF,PERFMON -
        6 Xdp XDP 4.8 BPF,NET_ADMIN -
        7 PerfEvent PERF_EVENT 4.9 BPF,PERFMON -
        8 CgroupSkb CGROUP_SKB 4.10 BPF -
        9 CgroupSock CGROUP_SOCK 4.10 BPF,NET_ADMIN -
        10 LwtIn LWT_IN 4.10 BPF,NET_ADMIN -
        11 LwtOut LWT_OUT 4.10 BPF,NET_ADMIN -
        12 LwtXmit LWT_XMIT 4.10 BPF,NET_ADMIN -
        13 SockOps SOCK_OPS 4.13 BPF,NET_ADMIN -
        14 SkSkb SK_SKB 4.14 BPF,NET_ADMIN -
        15 CgroupDevice CGROUP_DEVICE 4.15 BPF,NET_ADMIN -
        16 SkMsg SK_MSG 4.17 BPF,NET_ADMIN -
        17 RawTracepoint RAW_TRACEPOINT 4.17 BPF,PERFMON -
        18 CgroupSockAddr CGROUP_SOCK_ADDR 4.17 BPF,NET_ADMIN CgroupInet4Connect
        19 LwtSeg6local LWT_SEG6LOCAL 4.18 BPF,NET_ADMIN -
        20 LircMode2 LIRC_MODE2 4.18 BPF -
        21 SkReusePort SK_REUSEPORT 4.19 BPF -
        22 FlowDissector FLOW_DISSECTOR 4.20 BPF,NET_ADMIN -
        23 CgroupSysctl CGROUP_SYSCTL 5.2 BPF,NET_ADMIN -
        24 RawTracepointWritable RAW_TRACEPOINT_WRITABLE 5.2 BPF,PERFMON -
        25 CgroupSockopt CGROUP_SOCKOPT 5.3 BPF,NET_ADMIN CgroupGetsockopt
        26 Tracing TRACING 5.5 BPF,PERFMON TraceRawTp
        27 StructOps STRUCT_OPS 5.6 BPF,PERFMON -
        28 Extension EXT 5.6 BPF,PERFMON,NET_ADMIN -
        29 Lsm LSM 5.7 BPF,PERFMON LsmMac
        30 SkLookup SK_LOOKUP 5.9 BPF SkLookup
        31 Syscall SYSCALL 5.14 BPF -
        32 Netfilter NETFILTER 6.4 BPF,NET_ADMIN Netfilter
        """u8;

    /// <summary>Gets the name of a type in <see cref="ProgramType"/>; its number if it is unknown.</summary>
    public static string NameOf(ProgramType type) => FactRow.NameOf(Rows, (uint)type, Name);

    /// <summary>Gets the kernel's name of a type: <c>BPF_PROG_TYPE_XDP</c>.</summary>
    public static string KernelNameOf(ProgramType type) => "BPF_PROG_TYPE_" + FactRow.NameOf(Rows, (uint)type, KernelName);

    /// <summary>Finds a type by the kernel's name without its prefix: <c>XDP</c>.</summary>
    public static ProgramType OfKernelName(ReadOnlySpan<byte> name) => (ProgramType)FactRow.Find(Rows, KernelName, name).Number(0);

    /// <summary>Gets the first kernel that supports a type; null if that is unknown.</summary>
    public static Version? FirstKernel(ProgramType type) => Find(type).Kernel(Since);

    /// <summary>Gets the capabilities that a process needs to load a program of a type.</summary>
    public static ulong CapabilitiesFor(ProgramType type) => CapabilityTable.Parse(Find(type).Word(Needs));

    /// <summary>Gets an attach type with which the kernel accepts programs of a type; 0 for types that require none.</summary>
    public static AttachType ExpectedAttachType(ProgramType type) => AttachTypeTable.OfName(Find(type).Word(Attach));

    private static FactRow Find(ProgramType type) => FactRow.Find(Rows, (uint)type);
}
