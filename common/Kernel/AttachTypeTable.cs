using System;

namespace BpfGen.KernelFacts;

/// <summary>The table of attach types. To add an attach type, add its row here and its member to <see cref="AttachType"/>.</summary>
internal static class AttachTypeTable
{
    private const int Name = 1;
    private const int KernelName = 2;
    private const int Since = 3;
    private const int Needs = 4;
    private const int Link = 5;

    /// <summary>
    /// The columns: the value; the name in <see cref="AttachType"/>; the kernel's name without its prefix (<c>=</c>: the same name
    /// in capitals); the first kernel; the capabilities besides <c>CAP_BPF</c> that loading and attaching a program needs; the type of link
    /// that attaches the program.
    /// </summary>
    public static ReadOnlySpan<byte> Rows => """
        0 CgroupInetIngress = 4.10 NET_ADMIN Cgroup
        1 CgroupInetEgress = 4.10 NET_ADMIN Cgroup
        2 CgroupInetSockCreate = 4.10 NET_ADMIN Cgroup
        3 CgroupSockOps = 4.13 NET_ADMIN Cgroup
        4 SkSkbStreamParser = 4.14 NET_ADMIN SocketMap
        5 SkSkbStreamVerdict = 4.14 NET_ADMIN SocketMap
        6 CgroupDevice = 4.15 NET_ADMIN Cgroup
        7 SkMsgVerdict = 4.17 NET_ADMIN SocketMap
        8 CgroupInet4Bind = 4.17 NET_ADMIN Cgroup
        9 CgroupInet6Bind = 4.17 NET_ADMIN Cgroup
        10 CgroupInet4Connect = 4.17 NET_ADMIN Cgroup
        11 CgroupInet6Connect = 4.17 NET_ADMIN Cgroup
        12 CgroupInet4PostBind = 4.17 NET_ADMIN Cgroup
        13 CgroupInet6PostBind = 4.17 NET_ADMIN Cgroup
        14 CgroupUdp4Sendmsg = 4.18 NET_ADMIN Cgroup
        15 CgroupUdp6Sendmsg = 4.18 NET_ADMIN Cgroup
        16 LircMode2 = 4.18 NET_ADMIN -
        17 FlowDissector = 4.20 NET_ADMIN NetworkNamespace
        18 CgroupSysctl = 5.2 NET_ADMIN Cgroup
        19 CgroupUdp4Recvmsg = 5.2 NET_ADMIN Cgroup
        20 CgroupUdp6Recvmsg = 5.2 NET_ADMIN Cgroup
        21 CgroupGetsockopt = 5.3 NET_ADMIN Cgroup
        22 CgroupSetsockopt = 5.3 NET_ADMIN Cgroup
        23 TraceRawTp = 5.5 PERFMON RawTracepoint
        24 TraceFentry = 5.5 PERFMON Tracing
        25 TraceFexit = 5.5 PERFMON Tracing
        26 ModifyReturn = 5.7 PERFMON Tracing
        27 LsmMac = 5.7 PERFMON Tracing
        28 TraceIter = 5.8 PERFMON Iterator
        29 CgroupInet4Getpeername = 5.8 NET_ADMIN Cgroup
        30 CgroupInet6Getpeername = 5.8 NET_ADMIN Cgroup
        31 CgroupInet4Getsockname = 5.8 NET_ADMIN Cgroup
        32 CgroupInet6Getsockname = 5.8 NET_ADMIN Cgroup
        33 XdpDevmap = 5.8 NET_ADMIN -
        34 CgroupInetSockRelease = 5.9 NET_ADMIN Cgroup
        35 XdpCpumap = 5.9 NET_ADMIN -
        36 SkLookup = 5.9 - NetworkNamespace
        37 Xdp = 5.9 NET_ADMIN Xdp
        38 SkSkbVerdict = 5.13 NET_ADMIN SocketMap
        39 SkReuseportSelect = 5.14 - -
        40 SkReuseportSelectOrMigrate = 5.14 - -
        41 PerfEvent = 5.15 PERFMON PerfEvent
        42 TraceKprobeMulti = 5.18 PERFMON KprobeMulti
        43 LsmCgroup = 6.0 PERFMON Cgroup
        44 StructOps = 5.6 - StructOps
        45 Netfilter = 6.4 NET_ADMIN Netfilter
        46 TcxIngress = 6.6 NET_ADMIN Tcx
        47 TcxEgress = 6.6 NET_ADMIN Tcx
        48 TraceUprobeMulti = 6.6 PERFMON UprobeMulti
        49 CgroupUnixConnect = 6.7 NET_ADMIN Cgroup
        50 CgroupUnixSendmsg = 6.7 NET_ADMIN Cgroup
        51 CgroupUnixRecvmsg = 6.7 NET_ADMIN Cgroup
        52 CgroupUnixGetpeername = 6.7 NET_ADMIN Cgroup
        53 CgroupUnixGetsockname = 6.7 NET_ADMIN Cgroup
        54 NetkitPrimary = 6.7 NET_ADMIN Netkit
        55 NetkitPeer = 6.7 NET_ADMIN Netkit
        56 TraceKprobeSession = 6.10 PERFMON KprobeMulti
        57 TraceUprobeSession = 6.13 PERFMON UprobeMulti
        58 TraceFsession = 7.0 PERFMON Tracing
        59 TraceFentryMulti = ? PERFMON TracingMulti
        60 TraceFexitMulti = ? PERFMON TracingMulti
        61 TraceFsessionMulti = ? PERFMON TracingMulti
        """u8;

    /// <summary>Gets the name of an attach type in <see cref="AttachType"/>; its value in decimal if the type is unknown.</summary>
    public static string NameOf(AttachType type) => FactRow.NameOf(Rows, (uint)type, Name);

    /// <summary>Gets the name of an attach type as ASCII bytes; empty if the type is unknown.</summary>
    public static ReadOnlySpan<byte> WordOf(AttachType type) => Find(type).Word(Name);

    /// <summary>Gets the kernel's name of an attach type: <c>BPF_XDP</c>.</summary>
    public static string KernelNameOf(AttachType type) => "BPF_" + FactRow.Find(Rows, (uint)type).NameOrCapitals(KernelName, Name);

    /// <summary>Finds an attach type by its name in <see cref="AttachType"/>; 0 if no type has this name.</summary>
    public static AttachType OfName(ReadOnlySpan<byte> name) => (AttachType)FactRow.Find(Rows, Name, name).Number(0);

    /// <summary>Gets the first kernel version that supports an attach type; null if it is unknown.</summary>
    public static Version? FirstKernel(AttachType type) => Find(type).Kernel(Since);

    /// <summary>
    /// Gets the first kernel version in which a link can attach programs with this attach type. Null if it is unknown, or if there is no
    /// such link.
    /// </summary>
    public static Version? FirstKernelWithLink(AttachType type) =>
        FirstKernel(type) is { } own && LinkTypeTable.FirstKernel(LinkTypeOf(type)) is { } link ? own > link ? own : link : null;

    /// <summary>Gets the type of link for programs with this attach type; <see cref="LinkType.Unspecified"/> if there is none.</summary>
    public static LinkType LinkTypeOf(AttachType type) => LinkTypeTable.OfName(Find(type).Word(Link));

    /// <summary>Gets the capabilities that a process needs to attach a program with this attach type.</summary>
    public static ulong CapabilitiesFor(AttachType type) => CapabilityTable.WithBpf(Find(type).Word(Needs));

    private static FactRow Find(AttachType type) => FactRow.Find(Rows, (uint)type);
}
