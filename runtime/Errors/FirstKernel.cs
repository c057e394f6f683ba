using System;

namespace BpfGen.Errors;

/// <summary>The kernels that first had a map type, a program type or a kind of link; null for those that every kernel of today has.</summary>
internal static class FirstKernel
{
    public static Version? Of(MapType type) => type switch
    {
        MapType.XskMap or MapType.SockHash => new Version(4, 18),
        MapType.CgroupStorage or MapType.ReusePortSockArray => new Version(4, 19),
        MapType.PerCpuCgroupStorage or MapType.Queue or MapType.Stack => new Version(4, 20),
        MapType.SkStorage => new Version(5, 2),
        MapType.DevMapHash => new Version(5, 4),
        MapType.StructOps => new Version(5, 6),
        MapType.RingBuffer => new Version(5, 8),
        MapType.InodeStorage => new Version(5, 10),
        MapType.TaskStorage => new Version(5, 11),
        MapType.BloomFilter => new Version(5, 16),
        MapType.UserRingBuffer => new Version(6, 1),
        MapType.CgrpStorage => new Version(6, 2),
        MapType.Arena => new Version(6, 9),
        MapType.InstructionArray => new Version(6, 19),
        _ => null,
    };

    public static Version? Of(ProgramType type) => type switch
    {
        ProgramType.LwtSeg6local or ProgramType.LircMode2 => new Version(4, 18),
        ProgramType.SkReusePort => new Version(4, 19),
        ProgramType.FlowDissector => new Version(4, 20),
        ProgramType.CgroupSysctl or ProgramType.RawTracepointWritable => new Version(5, 2),
        ProgramType.CgroupSockopt => new Version(5, 3),
        ProgramType.Tracing => new Version(5, 5),
        ProgramType.StructOps or ProgramType.Extension => new Version(5, 6),
        ProgramType.Lsm => new Version(5, 7),
        ProgramType.SkLookup => new Version(5, 9),
        ProgramType.Syscall => new Version(5, 14),
        ProgramType.Netfilter => new Version(6, 4),
        _ => null,
    };

    /// <summary>The first kernel with a link (<c>BPF_LINK_CREATE</c>) for a hook, which may be older itself.</summary>
    public static Version? Of(AttachType hook) => hook switch
    {
        AttachType.TraceIter => new Version(5, 8),
        AttachType.SkLookup or AttachType.Xdp => new Version(5, 9),
        AttachType.PerfEvent => new Version(5, 15),
        AttachType.TraceKprobeMulti => new Version(5, 18),
        AttachType.LsmCgroup => new Version(6, 0),
        AttachType.Netfilter => new Version(6, 4),
        AttachType.TcxIngress or AttachType.TcxEgress or AttachType.TraceUprobeMulti => new Version(6, 6),
        AttachType.NetkitPrimary or AttachType.NetkitPeer => new Version(6, 7),
        AttachType.TraceKprobeSession => new Version(6, 10),
        AttachType.TraceUprobeSession => new Version(6, 13),
        AttachType.TraceFsession => new Version(7, 0),
        _ => null,
    };

    /// <summary>The first kernel with a hook of the network or of cgroups.</summary>
    public static Version? OfHook(AttachType hook) => hook switch
    {
        AttachType.CgroupInetSockRelease => new Version(5, 9),
        AttachType.SkSkbVerdict => new Version(5, 13),
        AttachType.TcxIngress or AttachType.TcxEgress => new Version(6, 6),
        AttachType.NetkitPrimary or AttachType.NetkitPeer or AttachType.CgroupUnixConnect or AttachType.CgroupUnixSendmsg
            or AttachType.CgroupUnixRecvmsg or AttachType.CgroupUnixGetpeername or AttachType.CgroupUnixGetsockname => new Version(6, 7),
        _ => null,
    };
}
