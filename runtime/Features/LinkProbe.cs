using System.IO;
using BpfGen.Btf;
using BpfGen.Errors;
using BpfGen.Interop;
using BpfGen.Loading;

namespace BpfGen.Features;

/// <summary>
/// Detects a kind of link: tries to create such a link to a target that does not exist. Kernels that support the kind report that the
/// target is missing. Other kernels report that the request is unknown (<c>EINVAL</c>) or not built in (<c>EOPNOTSUPP</c>). Nothing is
/// attached.
/// </summary>
internal static unsafe class LinkProbe
{
    public static bool Try(KernelFeature feature) => feature switch
    {
        KernelFeature.CgroupLink => TryCreate(ProgramType.CgroupSkb, AttachType.CgroupInetEgress, Nowhere),
        KernelFeature.NetworkNamespaceLink => TryCreate(ProgramType.FlowDissector, AttachType.FlowDissector, Nowhere),
        KernelFeature.PerfEventLink => TryCreate(ProgramType.Tracepoint, AttachType.PerfEvent, Nowhere),
        KernelFeature.TcxLink =>
            TryCreate(ProgramType.SchedCls, AttachType.TcxIngress, NoInterface),
        KernelFeature.NetkitLink =>
            TryCreate(ProgramType.SchedCls, AttachType.NetkitPrimary, NoInterface),
        KernelFeature.NetfilterLink => KernelFeatures.Has(ProgramType.Netfilter),
        KernelFeature.KprobeMultiLink => TryKprobeMulti(),
        KernelFeature.UprobeMultiLink => TryUprobeMulti(pid: 0),

        // The kernel returns EINVAL for test links of these kinds, whether or not it supports them. So look for the kernel function that
        // creates the link.
        KernelFeature.XdpLink => HasXdpLinks(),
        KernelFeature.StructOpsLink => HasFunction("bpf_struct_ops_link_create"),
        _ => throw new System.ArgumentException($"Unknown feature {feature}."),
    };

    /// <summary>The attributes of a link to a descriptor that is not open.</summary>
    public static LinkCreateAttributes Nowhere => new() { TargetFd = -1 };

    /// <summary>The attributes of a link to an interface that does not exist.</summary>
    public static LinkCreateAttributes NoInterface => new() { TargetInterface = int.MaxValue };

    public static bool HasXdpLinks() => HasFunction("bpf_xdp_link_attach");

    private static bool TryKprobeMulti()
    {
        fixed (byte* name = "bpfgen_no_such_function\0"u8)
        {
            var names = stackalloc ulong[] { (ulong)name };
            return TryCreate(
                ProgramType.Kprobe,
                AttachType.TraceKprobeMulti,
                new LinkCreateAttributes { KprobeMulti = { Count = 1, Symbols = (ulong)names } });
        }
    }

    /// <summary>
    /// Whether the process filter of uprobe multi links works. Linux 6.10 fixed it, and some older kernels have the fix. Kernels with the
    /// fix reject process -1 before they check the file.
    /// </summary>
    public static bool KnowsProcessesOfUprobeMulti() => !TryUprobeMulti(pid: -1);

    /// <summary>
    /// Tries to create a uprobe multi link for a directory. The kernel rejects the directory only after it has checked the other fields of
    /// the request.
    /// </summary>
    private static bool TryUprobeMulti(int pid)
    {
        fixed (byte* path = "/\0"u8)
        {
            var offsets = stackalloc ulong[] { 1 };
            return TryCreate(
                ProgramType.Kprobe,
                AttachType.TraceUprobeMulti,
                new LinkCreateAttributes { UprobeMulti = { Path = (ulong)path, Offsets = (ulong)offsets, Count = 1, Pid = pid } });
        }
    }

    /// <exception cref="BpfException">The process lacks the permission or the resources to create such a link.</exception>
    public static bool TryCreate(ProgramType type, AttachType hook, LinkCreateAttributes attributes)
    {
        var load = ProbeProgram.Attributes(type);
        load.ExpectedAttachType = hook is AttachType.PerfEvent ? 0 : (uint)hook;
        using var program = ProbeProgram.TryLoad(load, [ProbeProgram.ReturnZero, ProbeProgram.Exit], out _);
        var errno = Errno.Last;
        if (program is null)
        {
            ProbeProgram.ThrowIfForbidden("BPF_PROG_LOAD", errno, $"a program of type {KindNames.Of(type)}", Hints.ForProgram(errno, type));
            return false;
        }

        attributes.ProgramFd = (int)program.DangerousGetHandle();
        attributes.AttachType = (uint)hook;
        var fd = Bpf.Call(BpfCommand.LinkCreate, ref attributes);
        errno = Errno.Last;
        if (fd >= 0)
        {
            _ = Libc.Close(fd);
            return true;
        }

        ProbeProgram.ThrowIfForbidden("BPF_LINK_CREATE", errno, $"a link of {KindNames.Of(hook)}", Hints.ForLink(errno, type, hook));
        return errno is not (Errno.EINVAL or Errno.EOPNOTSUPP or Errno.ENOTSUPP);
    }

    private static bool HasFunction(string name)
    {
        try
        {
            using var types = KernelBtfIndex.TryOpen();
            return types?.Find([new KernelSymbol(name, KernelSymbolKind.Function)], [0])[0] is not null;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }
}
