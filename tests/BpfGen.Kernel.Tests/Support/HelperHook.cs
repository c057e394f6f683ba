using System;
using System.Collections.Generic;
using System.Linq;
using BpfGen.Btf;
using BpfGen.Features;
using BpfGen.KernelFacts;
using BpfGen.Loading;

namespace BpfGen.Kernel.Tests.Support;

/// <summary>A kind of program. A test case finds out which helpers the kernel allows such a program to call.</summary>
/// <param name="Type">The program type.</param>
/// <param name="AttachType">The attach type.</param>
/// <param name="Target">The function or tracepoint of the kernel to which the program attaches; null for none.</param>
/// <param name="Flags">The flags of the load.</param>
internal sealed record HelperHook(ProgramType Type, AttachType AttachType, string? Target = null, uint Flags = 0)
{
    private const int NoHelper = 99_999;

    private static readonly string[] Functions =
        ["vfs_read", "filp_close", "__x64_sys_getpgid", "security_file_open", "tcp_sendmsg", "bpf_lsm_file_open"];

    /// <summary>The suffixes of the attach types for socket addresses.</summary>
    private static readonly string[] Addresses = ["Bind", "Connect", "Sendmsg", "Recvmsg", "Getpeername", "Getsockname"];

    private static readonly string[] Hooks =
    [
        "file_open", "bprm_creds_for_exec", "bprm_committed_creds", "inode_getattr", "socket_bind", "socket_post_create",
        "sk_alloc_security", "inet_conn_established", "inet_csk_clone", "unix_stream_connect",
    ];

    /// <summary>
    /// All kinds of programs. A program type has several kinds if the allowed helpers depend on the attach type or on the target.
    /// </summary>
    public static IEnumerable<HelperHook> All =>
    [
        .. Plain(ProgramType.SocketFilter, 0),
        .. Plain(ProgramType.Kprobe, 0, AttachType.TraceKprobeMulti, AttachType.TraceKprobeSession, AttachType.TraceUprobeMulti,
            AttachType.TraceUprobeSession),
        .. Plain(ProgramType.SchedCls, 0, AttachType.TcxIngress, AttachType.TcxEgress, AttachType.NetkitPrimary, AttachType.NetkitPeer),
        .. Plain(ProgramType.SchedAct, 0),
        .. Plain(ProgramType.Tracepoint, 0),
        .. Plain(ProgramType.Xdp, 0, AttachType.Xdp, AttachType.XdpDevmap, AttachType.XdpCpumap),
        .. Plain(ProgramType.PerfEvent, 0),
        .. Plain(ProgramType.CgroupSkb, AttachType.CgroupInetIngress, AttachType.CgroupInetEgress),
        .. Plain(ProgramType.CgroupSock, AttachType.CgroupInetSockCreate, AttachType.CgroupInetSockRelease,
            AttachType.CgroupInet4PostBind, AttachType.CgroupInet6PostBind),
        .. Plain(ProgramType.LwtIn, 0),
        .. Plain(ProgramType.LwtOut, 0),
        .. Plain(ProgramType.LwtXmit, 0),
        .. Plain(ProgramType.LwtSeg6local, 0),
        .. Plain(ProgramType.SockOps, 0, AttachType.CgroupSockOps),
        .. Plain(ProgramType.SkSkb, 0, AttachType.SkSkbStreamParser, AttachType.SkSkbStreamVerdict, AttachType.SkSkbVerdict),
        .. Plain(ProgramType.CgroupDevice, 0, AttachType.CgroupDevice),
        .. Plain(ProgramType.SkMsg, 0, AttachType.SkMsgVerdict),
        .. Plain(ProgramType.RawTracepoint, 0),
        .. Plain(ProgramType.RawTracepointWritable, 0),
        .. Plain(ProgramType.CgroupSockAddr, [.. Enumerable.Range(0, 64).Select(value => (AttachType)value)
            .Where(type => AttachTypeTable.NameOf(type) is { } name && IsOfAddress(name))]),
        .. Plain(ProgramType.LircMode2, 0, AttachType.LircMode2),
        .. Plain(ProgramType.SkReusePort, 0, AttachType.SkReuseportSelect, AttachType.SkReuseportSelectOrMigrate),
        .. Plain(ProgramType.FlowDissector, 0, AttachType.FlowDissector),
        .. Plain(ProgramType.CgroupSysctl, 0, AttachType.CgroupSysctl),
        .. Plain(ProgramType.CgroupSockopt, AttachType.CgroupGetsockopt, AttachType.CgroupSetsockopt),
        .. Plain(ProgramType.SkLookup, AttachType.SkLookup),
        .. Plain(ProgramType.Netfilter, AttachType.Netfilter),
        .. Plain(ProgramType.Syscall, 0),
        .. Bound(ProgramType.Tracing, AttachType.TraceRawTp, ["task_rename", "sched_switch", "sys_enter"]),
        .. Bound(ProgramType.Tracing, AttachType.TraceFentry, Functions),
        .. Bound(ProgramType.Tracing, AttachType.TraceFexit, Functions),
        .. Bound(ProgramType.Tracing, AttachType.TraceFsession, Functions),
        .. Bound(ProgramType.Tracing, AttachType.ModifyReturn, Functions),
        .. Bound(ProgramType.Tracing, AttachType.TraceIter, ["task", "bpf_map", "tcp", "bpf_map_elem", "cgroup", "task_vma"]),
        .. Bound(ProgramType.Lsm, AttachType.LsmMac, Hooks),
        .. Bound(ProgramType.Lsm, AttachType.LsmCgroup, Hooks),
    ];

    /// <summary>Returns the helpers that the running kernel allows such a program to call.</summary>
    /// <param name="kernel">The types of the kernel.</param>
    /// <param name="most">The highest helper number to try.</param>
    /// <returns>The numbers of the helpers; empty if the kernel cannot load such programs.</returns>
    public List<int> AskKernel(KernelBtfIndex? kernel, int most)
    {
        var attributes = ProbeProgram.Attributes(Type);
        attributes.ExpectedAttachType = (uint)AttachType;
        attributes.Flags |= Flags;
        if (Target is not null)
        {
            attributes.AttachBtfId = kernel?.Find([KernelSymbol.OfTarget(AttachType, Target)], [0])[0]?.Id ?? 0;
            if (attributes.AttachBtfId == 0)
            {
                return [];
            }
        }

        // The verifier reaches the call only if the kernel knows the program type, the attach type and the target.
        using (ProbeProgram.TryLoad(attributes, [ProbeProgram.Call | ((ulong)NoHelper << 32), ProbeProgram.Exit], out var log))
        {
            if (!log.Contains("invalid func", StringComparison.Ordinal))
            {
                return [];
            }
        }

        var found = new List<int>();
        for (var helper = 1; helper <= most; helper++)
        {
            if (HelperProbe.Try(attributes, helper))
            {
                found.Add(helper);
            }
        }

        return found;
    }

    private static bool IsOfAddress(string name) => name.StartsWith("Cgroup", StringComparison.Ordinal)
        && !name.EndsWith("PostBind", StringComparison.Ordinal)
        && Array.Exists(Addresses, word => name.EndsWith(word, StringComparison.Ordinal));

    private static IEnumerable<HelperHook> Plain(ProgramType type, params AttachType[] attachTypes) =>
        attachTypes.Select(attachType => new HelperHook(type, attachType));

    private static IEnumerable<HelperHook> Bound(ProgramType type, AttachType attachType, string[] targets) =>
        targets.SelectMany(target => new HelperHook[]
        {
            new(type, attachType, target), new(type, attachType, target, ProbeProgram.Sleepable),
        });
}
