using System;

namespace BpfGen.KernelFacts;

/// <summary>The attach types. To add one, add its row here and its member to <see cref="AttachType"/>.</summary>
internal static class AttachTypeTable
{
    private const int Name = 1;
    private const int KernelName = 2;
    private const int Since = 3;
    private const int Needs = 4;
    private const int Link = 5;

    /// <summary>
    /// The columns: the value; the name in <see cref="AttachType"/>; the kernel's name without its prefix; the first kernel; the capabilities that loading
    /// and attaching a program needs; the type of link that attaches it.
    /// </summary>
    public static ReadOnlySpan<byte> Rows => """
        0 CgroupInetIngress CGROUP_INET_INGRESS 4.10 BPF,NET_ADMIN Cgroup
        1 CgroupInetEgress CGROUP_INET_EGRESS 4.10 BPF,NET_ADMIN Cgroup
        2 CgroupInetSockCreate CGROUP_INET_SOCK_CREATE 4.10 BPF,NET_ADMIN Cgroup
        3 CgroupSockOps CGROUP_SOCK_OPS 4.13 BPF,NET_ADMIN Cgroup
        4 SkSkbStreamParser SK_SKB_STREAM_PARSER 4.14 BPF,NET_ADMIN SocketMap
        5 SkSkbStreamVerdict SK_SKB_STREAM_VERDICT 4.14 BPF,NET_ADMIN SocketMap
        6 CgroupDevice CGROUP_DEVICE 4.15 BPF,NET_ADMIN Cgroup
        7 SkMsgVerdict SK_MSG_VERDICT 4.17 BPF,NET_ADMIN SocketMap
        8 CgroupInet4Bind CGROUP_INET4_BIND 4.17 BPF,NET_ADMIN Cgroup
        9 CgroupInet6Bind CGROUP_INET6_BIND 4.17 BPF,NET_ADMIN Cgroup
        10 CgroupInet4Connect CGROUP_INET4_CONNECT 4.17 BPF,NET_ADMIN Cgroup
        11 CgroupInet6Connect CGROUP_INET6_CONNECT 4.17 BPF,NET_ADMIN Cgroup
        12 CgroupInet4PostBind CGROUP_INET4_POST_BIND 4.17 BPF,NET_ADMIN Cgroup
        13 CgroupInet6PostBind CGROUP_INET6_POST_BIND 4.17 BPF,NET_ADMIN Cgroup
        14 CgroupUdp4Sendmsg CGROUP_UDP4_SENDMSG 4.18 BPF,NET_ADMIN Cgroup
        15 CgroupUdp6Sendmsg CGROUP_UDP6_SENDMSG 4.18 BPF,NET_ADMIN Cgroup
        16 LircMode2 LIRC_MODE2 4.18 BPF,NET_ADMIN -
        17 FlowDissector FLOW_DISSECTOR 4.20 BPF,NET_ADMIN NetworkNamespace
        18 CgroupSysctl CGROUP_SYSCTL 5.2 BPF,NET_ADMIN Cgroup
        19 CgroupUdp4Recvmsg CGROUP_UDP4_RECVMSG 5.2 BPF,NET_ADMIN Cgroup
        20 CgroupUdp6Recvmsg CGROUP_UDP6_RECVMSG 5.2 BPF,NET_ADMIN Cgroup
        21 CgroupGetsockopt CGROUP_GETSOCKOPT 5.3 BPF,NET_ADMIN Cgroup
        22 CgroupSetsockopt CGROUP_SETSOCKOPT 5.3 BPF,NET_ADMIN Cgroup
        23 TraceRawTp TRACE_RAW_TP 5.5 BPF,PERFMON RawTracepoint
        24 TraceFentry TRACE_FENTRY 5.5 BPF,PERFMON Tracing
        25 TraceFexit TRACE_FEXIT 5.5 BPF,PERFMON Tracing
        26 ModifyReturn MODIFY_RETURN 5.7 BPF,PERFMON Tracing
        27 LsmMac LSM_MAC 5.7 BPF,PERFMON Tracing
        28 TraceIter TRACE_ITER 5.8 BPF,PERFMON Iterator
        29 CgroupInet4Getpeername CGROUP_INET4_GETPEERNAME 5.8 BPF,NET_ADMIN Cgroup
        30 CgroupInet6Getpeername CGROUP_INET6_GETPEERNAME 5.8 BPF,NET_ADMIN Cgroup
        31 CgroupInet4Getsockname CGROUP_INET4_GETSOCKNAME 5.8 BPF,NET_ADMIN Cgroup
        32 CgroupInet6Getsockname CGROUP_INET6_GETSOCKNAME 5.8 BPF,NET_ADMIN Cgroup
        33 XdpDevmap XDP_DEVMAP 5.8 BPF,NET_ADMIN -
        34 CgroupInetSockRelease CGROUP_INET_SOCK_RELEASE 5.9 BPF,NET_ADMIN Cgroup
        35 XdpCpumap XDP_CPUMAP 5.9 BPF,NET_ADMIN -
        36 SkLookup SK_LOOKUP 5.9 BPF NetworkNamespace
        37 Xdp XDP 5.9 BPF,NET_ADMIN Xdp
        38 SkSkbVerdict SK_SKB_VERDICT 5.13 BPF,NET_ADMIN SocketMap
        39 SkReuseportSelect SK_REUSEPORT_SELECT 5.14 BPF -
        40 SkReuseportSelectOrMigrate SK_REUSEPORT_SELECT_OR_MIGRATE 5.14 BPF -
        41 PerfEvent PERF_EVENT 5.15 BPF,PERFMON PerfEvent
        42 TraceKprobeMulti TRACE_KPROBE_MULTI 5.18 BPF,PERFMON KprobeMulti
        43 LsmCgroup LSM_CGROUP 6.0 BPF,PERFMON Cgroup
        44 StructOps STRUCT_OPS 5.6 BPF StructOps
        45 Netfilter NETFILTER 6.4 BPF,NET_ADMIN Netfilter
        46 TcxIngress TCX_INGRESS 6.6 BPF,NET_ADMIN Tcx
        47 TcxEgress TCX_EGRESS 6.6 BPF,NET_ADMIN Tcx
        48 TraceUprobeMulti TRACE_UPROBE_MULTI 6.6 BPF,PERFMON UprobeMulti
        49 CgroupUnixConnect CGROUP_UNIX_CONNECT 6.7 BPF,NET_ADMIN Cgroup
        50 CgroupUnixSendmsg CGROUP_UNIX_SENDMSG 6.7 BPF,NET_ADMIN Cgroup
        51 CgroupUnixRecvmsg CGROUP_UNIX_RECVMSG 6.7 BPF,NET_ADMIN Cgroup
        52 CgroupUnixGetpeername CGROUP_UNIX_GETPEERNAME 6.7 BPF,NET_ADMIN Cgroup
        53 CgroupUnixGetsockname CGROUP_UNIX_GETSOCKNAME 6.7 BPF,NET_ADMIN Cgroup
        54 NetkitPrimary NETKIT_PRIMARY 6.7 BPF,NET_ADMIN Netkit
        55 NetkitPeer NETKIT_PEER 6.7 BPF,NET_ADMIN Netkit
        56 TraceKprobeSession TRACE_KPROBE_SESSION 6.10 BPF,PERFMON KprobeMulti
        57 TraceUprobeSession TRACE_UPROBE_SESSION 6.13 BPF,PERFMON UprobeMulti
        58 TraceFsession TRACE_FSESSION 7.0 BPF,PERFMON Tracing
        59 TraceFentryMulti TRACE_FENTRY_MULTI ? BPF,PERFMON TracingMulti
        60 TraceFexitMulti TRACE_FEXIT_MULTI ? BPF,PERFMON TracingMulti
        61 TraceFsessionMulti TRACE_FSESSION_MULTI ? BPF,PERFMON TracingMulti
        """u8;

    /// <summary>Gets the name of an attach type in <see cref="AttachType"/>; its number if it is unknown.</summary>
    public static string NameOf(AttachType type) => FactRow.NameOf(Rows, (uint)type, Name);

    /// <summary>Gets the kernel's name of an attach type: <c>BPF_XDP</c>.</summary>
    public static string KernelNameOf(AttachType type) => "BPF_" + FactRow.NameOf(Rows, (uint)type, KernelName);

    /// <summary>Finds an attach type by its name in <see cref="AttachType"/>; 0 if there is none.</summary>
    public static AttachType OfName(ReadOnlySpan<byte> name) => (AttachType)FactRow.Find(Rows, Name, name).Number(0);

    /// <summary>Gets the first kernel that supports an attach type; null if that is unknown.</summary>
    public static Version? FirstKernel(AttachType type) => Find(type).Kernel(Since);

    /// <summary>Gets the first kernel that attaches programs there by a link; null if that is unknown, or if there are no such links.</summary>
    public static Version? FirstKernelWithLink(AttachType type) =>
        FirstKernel(type) is { } own && LinkTypeTable.FirstKernel(LinkTypeOf(type)) is { } link ? own > link ? own : link : null;

    /// <summary>Gets the type of link that attaches programs there; <see cref="LinkType.Unspecified"/> if there is none.</summary>
    public static LinkType LinkTypeOf(AttachType type) => LinkTypeTable.OfName(Find(type).Word(Link));

    /// <summary>Gets the capabilities that a process needs to attach a program there.</summary>
    public static ulong CapabilitiesFor(AttachType type) => CapabilityTable.Parse(Find(type).Word(Needs));

    private static FactRow Find(AttachType type) => FactRow.Find(Rows, (uint)type);
}
