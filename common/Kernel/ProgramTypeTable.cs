using System;

namespace BpfGen.KernelFacts;

/// <summary>
/// The table of program types. To add a program type, add its row here, its member to <see cref="ProgramType"/> and its handle class.
/// </summary>
internal static class ProgramTypeTable
{
    private const int Name = 1;
    private const int KernelName = 2;
    private const int Since = 3;
    private const int Needs = 4;
    private const int Attach = 5;

    /// <summary>
    /// The columns: the value; the name in <see cref="ProgramType"/>; the kernel's name without its prefix (<c>=</c>: the same name
    /// in capitals); the first kernel; the capabilities besides <c>CAP_BPF</c> that loading a program needs; for program types that require
    /// an attach type when a program is loaded, an attach type that the kernel accepts.
    /// </summary>
    public static ReadOnlySpan<byte> Rows => """
        0 Unspecified UNSPEC - - -
        1 SocketFilter = 3.19 - -
        2 Kprobe = 4.1 PERFMON -
        3 SchedCls = 4.1 NET_ADMIN -
        4 SchedAct = 4.1 NET_ADMIN -
        5 Tracepoint = 4.7 PERFMON -
        6 Xdp = 4.8 NET_ADMIN -
        7 PerfEvent = 4.9 PERFMON -
        8 CgroupSkb = 4.10 - -
        9 CgroupSock = 4.10 NET_ADMIN -
        10 LwtIn = 4.10 NET_ADMIN -
        11 LwtOut = 4.10 NET_ADMIN -
        12 LwtXmit = 4.10 NET_ADMIN -
        13 SockOps = 4.13 NET_ADMIN -
        14 SkSkb = 4.14 NET_ADMIN -
        15 CgroupDevice = 4.15 NET_ADMIN -
        16 SkMsg = 4.17 NET_ADMIN -
        17 RawTracepoint = 4.17 PERFMON -
        18 CgroupSockAddr = 4.17 NET_ADMIN CgroupInet4Connect
        19 LwtSeg6local = 4.18 NET_ADMIN -
        20 LircMode2 = 4.18 - -
        21 SkReusePort SK_REUSEPORT 4.19 - -
        22 FlowDissector = 4.20 NET_ADMIN -
        23 CgroupSysctl = 5.2 NET_ADMIN -
        24 RawTracepointWritable = 5.2 PERFMON -
        25 CgroupSockopt = 5.3 NET_ADMIN CgroupGetsockopt
        26 Tracing = 5.5 PERFMON TraceRawTp
        27 StructOps = 5.6 PERFMON -
        28 Extension EXT 5.6 PERFMON,NET_ADMIN -
        29 Lsm = 5.7 PERFMON LsmMac
        30 SkLookup = 5.9 - SkLookup
        31 Syscall = 5.14 - -
        32 Netfilter = 6.4 NET_ADMIN Netfilter
        """u8;

    /// <summary>Gets the name of a type in <see cref="ProgramType"/>; its value in decimal if the type is unknown.</summary>
    public static string NameOf(ProgramType type) => FactRow.NameOf(Rows, (uint)type, Name);

    /// <summary>Gets the kernel's name of a type: <c>BPF_PROG_TYPE_XDP</c>.</summary>
    public static string KernelNameOf(ProgramType type) =>
        "BPF_PROG_TYPE_" + FactRow.Find(Rows, (uint)type).NameOrCapitals(KernelName, Name);

    /// <summary>
    /// Finds a type by its name in <see cref="ProgramType"/>; <see cref="ProgramType.Unspecified"/> if no type has this name.
    /// </summary>
    public static ProgramType OfName(ReadOnlySpan<byte> name) => (ProgramType)FactRow.Find(Rows, Name, name).Number(0);

    /// <summary>Gets the first kernel version that supports a type; null if it is unknown.</summary>
    public static Version? FirstKernel(ProgramType type) => Find(type).Kernel(Since);

    /// <summary>Gets the capabilities that a process needs to load a program of a type.</summary>
    public static ulong CapabilitiesFor(ProgramType type) => CapabilityTable.WithBpf(Find(type).Word(Needs));

    /// <summary>Gets an attach type with which the kernel loads programs of a type; 0 for types that require none.</summary>
    public static AttachType ExpectedAttachType(ProgramType type) => AttachTypeTable.OfName(Find(type).Word(Attach));

    private static FactRow Find(ProgramType type) => FactRow.Find(Rows, (uint)type);
}
