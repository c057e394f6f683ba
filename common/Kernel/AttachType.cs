namespace BpfGen;

/// <summary>The attach types of eBPF programs, with the kernel's values (<c>enum bpf_attach_type</c> in <c>uapi/linux/bpf.h</c>).</summary>
/// <remarks>0 is the attach type <c>BPF_CGROUP_INET_INGRESS</c>, and also the value for program types without attach types.</remarks>
#if BPFGEN_GENERATOR
internal
#else
public
#endif
enum AttachType : uint
{
    /// <summary><c>BPF_CGROUP_INET_INGRESS</c>. Since Linux 4.10.</summary>
    CgroupInetIngress = 0,

    /// <summary><c>BPF_CGROUP_INET_EGRESS</c>. Since Linux 4.10.</summary>
    CgroupInetEgress = 1,

    /// <summary><c>BPF_CGROUP_INET_SOCK_CREATE</c>. Since Linux 4.10.</summary>
    CgroupInetSockCreate = 2,

    /// <summary><c>BPF_CGROUP_SOCK_OPS</c>. Since Linux 4.13.</summary>
    CgroupSockOps = 3,

    /// <summary><c>BPF_SK_SKB_STREAM_PARSER</c>. Since Linux 4.14.</summary>
    SkSkbStreamParser = 4,

    /// <summary><c>BPF_SK_SKB_STREAM_VERDICT</c>. Since Linux 4.14.</summary>
    SkSkbStreamVerdict = 5,

    /// <summary><c>BPF_CGROUP_DEVICE</c>. Since Linux 4.15.</summary>
    CgroupDevice = 6,

    /// <summary><c>BPF_SK_MSG_VERDICT</c>. Since Linux 4.17.</summary>
    SkMsgVerdict = 7,

    /// <summary><c>BPF_CGROUP_INET4_BIND</c>. Since Linux 4.17.</summary>
    CgroupInet4Bind = 8,

    /// <summary><c>BPF_CGROUP_INET6_BIND</c>. Since Linux 4.17.</summary>
    CgroupInet6Bind = 9,

    /// <summary><c>BPF_CGROUP_INET4_CONNECT</c>. Since Linux 4.17.</summary>
    CgroupInet4Connect = 10,

    /// <summary><c>BPF_CGROUP_INET6_CONNECT</c>. Since Linux 4.17.</summary>
    CgroupInet6Connect = 11,

    /// <summary><c>BPF_CGROUP_INET4_POST_BIND</c>. Since Linux 4.17.</summary>
    CgroupInet4PostBind = 12,

    /// <summary><c>BPF_CGROUP_INET6_POST_BIND</c>. Since Linux 4.17.</summary>
    CgroupInet6PostBind = 13,

    /// <summary><c>BPF_CGROUP_UDP4_SENDMSG</c>. Since Linux 4.18.</summary>
    CgroupUdp4Sendmsg = 14,

    /// <summary><c>BPF_CGROUP_UDP6_SENDMSG</c>. Since Linux 4.18.</summary>
    CgroupUdp6Sendmsg = 15,

    /// <summary><c>BPF_LIRC_MODE2</c>. Since Linux 4.18.</summary>
    LircMode2 = 16,

    /// <summary><c>BPF_FLOW_DISSECTOR</c>. Since Linux 4.20.</summary>
    FlowDissector = 17,

    /// <summary><c>BPF_CGROUP_SYSCTL</c>. Since Linux 5.2.</summary>
    CgroupSysctl = 18,

    /// <summary><c>BPF_CGROUP_UDP4_RECVMSG</c>. Since Linux 5.2.</summary>
    CgroupUdp4Recvmsg = 19,

    /// <summary><c>BPF_CGROUP_UDP6_RECVMSG</c>. Since Linux 5.2.</summary>
    CgroupUdp6Recvmsg = 20,

    /// <summary><c>BPF_CGROUP_GETSOCKOPT</c>. Since Linux 5.3.</summary>
    CgroupGetsockopt = 21,

    /// <summary><c>BPF_CGROUP_SETSOCKOPT</c>. Since Linux 5.3.</summary>
    CgroupSetsockopt = 22,

    /// <summary><c>BPF_TRACE_RAW_TP</c>. Since Linux 5.5.</summary>
    TraceRawTp = 23,

    /// <summary><c>BPF_TRACE_FENTRY</c>. Since Linux 5.5.</summary>
    TraceFentry = 24,

    /// <summary><c>BPF_TRACE_FEXIT</c>. Since Linux 5.5.</summary>
    TraceFexit = 25,

    /// <summary><c>BPF_MODIFY_RETURN</c>. Since Linux 5.7.</summary>
    ModifyReturn = 26,

    /// <summary><c>BPF_LSM_MAC</c>. Since Linux 5.7.</summary>
    LsmMac = 27,

    /// <summary><c>BPF_TRACE_ITER</c>. Since Linux 5.8.</summary>
    TraceIter = 28,

    /// <summary><c>BPF_CGROUP_INET4_GETPEERNAME</c>. Since Linux 5.8.</summary>
    CgroupInet4Getpeername = 29,

    /// <summary><c>BPF_CGROUP_INET6_GETPEERNAME</c>. Since Linux 5.8.</summary>
    CgroupInet6Getpeername = 30,

    /// <summary><c>BPF_CGROUP_INET4_GETSOCKNAME</c>. Since Linux 5.8.</summary>
    CgroupInet4Getsockname = 31,

    /// <summary><c>BPF_CGROUP_INET6_GETSOCKNAME</c>. Since Linux 5.8.</summary>
    CgroupInet6Getsockname = 32,

    /// <summary><c>BPF_XDP_DEVMAP</c>. Since Linux 5.8.</summary>
    XdpDevmap = 33,

    /// <summary><c>BPF_CGROUP_INET_SOCK_RELEASE</c>. Since Linux 5.9.</summary>
    CgroupInetSockRelease = 34,

    /// <summary><c>BPF_XDP_CPUMAP</c>. Since Linux 5.9.</summary>
    XdpCpumap = 35,

    /// <summary><c>BPF_SK_LOOKUP</c>. Since Linux 5.9.</summary>
    SkLookup = 36,

    /// <summary><c>BPF_XDP</c>. Since Linux 5.9.</summary>
    Xdp = 37,

    /// <summary><c>BPF_SK_SKB_VERDICT</c>. Since Linux 5.13.</summary>
    SkSkbVerdict = 38,

    /// <summary><c>BPF_SK_REUSEPORT_SELECT</c>. Since Linux 5.14.</summary>
    SkReuseportSelect = 39,

    /// <summary><c>BPF_SK_REUSEPORT_SELECT_OR_MIGRATE</c>. Since Linux 5.14.</summary>
    SkReuseportSelectOrMigrate = 40,

    /// <summary><c>BPF_PERF_EVENT</c>. Since Linux 5.15.</summary>
    PerfEvent = 41,

    /// <summary><c>BPF_TRACE_KPROBE_MULTI</c>. Since Linux 5.18.</summary>
    TraceKprobeMulti = 42,

    /// <summary><c>BPF_LSM_CGROUP</c>. Since Linux 6.0.</summary>
    LsmCgroup = 43,

    /// <summary><c>BPF_STRUCT_OPS</c>. Since Linux 5.6.</summary>
    StructOps = 44,

    /// <summary><c>BPF_NETFILTER</c>. Since Linux 6.4.</summary>
    Netfilter = 45,

    /// <summary><c>BPF_TCX_INGRESS</c>. Since Linux 6.6.</summary>
    TcxIngress = 46,

    /// <summary><c>BPF_TCX_EGRESS</c>. Since Linux 6.6.</summary>
    TcxEgress = 47,

    /// <summary><c>BPF_TRACE_UPROBE_MULTI</c>. Since Linux 6.6.</summary>
    TraceUprobeMulti = 48,

    /// <summary><c>BPF_CGROUP_UNIX_CONNECT</c>. Since Linux 6.7.</summary>
    CgroupUnixConnect = 49,

    /// <summary><c>BPF_CGROUP_UNIX_SENDMSG</c>. Since Linux 6.7.</summary>
    CgroupUnixSendmsg = 50,

    /// <summary><c>BPF_CGROUP_UNIX_RECVMSG</c>. Since Linux 6.7.</summary>
    CgroupUnixRecvmsg = 51,

    /// <summary><c>BPF_CGROUP_UNIX_GETPEERNAME</c>. Since Linux 6.7.</summary>
    CgroupUnixGetpeername = 52,

    /// <summary><c>BPF_CGROUP_UNIX_GETSOCKNAME</c>. Since Linux 6.7.</summary>
    CgroupUnixGetsockname = 53,

    /// <summary><c>BPF_NETKIT_PRIMARY</c>. Since Linux 6.7.</summary>
    NetkitPrimary = 54,

    /// <summary><c>BPF_NETKIT_PEER</c>. Since Linux 6.7.</summary>
    NetkitPeer = 55,

    /// <summary><c>BPF_TRACE_KPROBE_SESSION</c>. Since Linux 6.10.</summary>
    TraceKprobeSession = 56,

    /// <summary><c>BPF_TRACE_UPROBE_SESSION</c>. Since Linux 6.13.</summary>
    TraceUprobeSession = 57,

    /// <summary><c>BPF_TRACE_FSESSION</c>. Since Linux 7.0.</summary>
    TraceFsession = 58,

    /// <summary><c>BPF_TRACE_FENTRY_MULTI</c>.</summary>
    TraceFentryMulti = 59,

    /// <summary><c>BPF_TRACE_FEXIT_MULTI</c>.</summary>
    TraceFexitMulti = 60,

    /// <summary><c>BPF_TRACE_FSESSION_MULTI</c>.</summary>
    TraceFsessionMulti = 61,
}
