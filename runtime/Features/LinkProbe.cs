using System.IO;
using BpfGen.Btf;
using BpfGen.Errors;
using BpfGen.Interop;
using BpfGen.Loading;

namespace BpfGen.Features;

/// <summary>
/// Tries kinds of links, on something that is not there: a kernel that has them says that it is not, and others that they do not know what is
/// asked (<c>EINVAL</c>) or were built without (<c>EOPNOTSUPP</c>). Nothing is attached.
/// </summary>
internal static unsafe class LinkProbe
{
    public static bool Try(KernelFeature feature) => feature switch
    {
        KernelFeature.CgroupLink => TryCreate(ProgramType.CgroupSkb, AttachType.CgroupInetEgress, Nowhere),
        KernelFeature.NetworkNamespaceLink => TryCreate(ProgramType.FlowDissector, AttachType.FlowDissector, Nowhere),
        KernelFeature.PerfEventLink => TryCreate(ProgramType.Tracepoint, AttachType.PerfEvent, Nowhere),
        KernelFeature.TcxLink => TryCreate(ProgramType.SchedCls, AttachType.TcxIngress, new LinkCreateAttributes { TargetInterface = int.MaxValue }),
        KernelFeature.NetkitLink => TryCreate(ProgramType.SchedCls, AttachType.NetkitPrimary, new LinkCreateAttributes { TargetInterface = int.MaxValue }),
        KernelFeature.NetfilterLink => KernelFeatures.Has(ProgramType.Netfilter),
        KernelFeature.KprobeMultiLink => TryKprobeMulti(),
        KernelFeature.UprobeMultiLink => TryUprobeMulti(pid: 0),

        // These answer EINVAL either way: what tells is whether the kernel has the function that makes them.
        KernelFeature.XdpLink => HasFunction("bpf_xdp_link_attach"),
        KernelFeature.StructOpsLink => HasFunction("bpf_struct_ops_link_create"),
        _ => throw new System.ArgumentException("There is no such feature."),
    };

    private static LinkCreateAttributes Nowhere => new() { TargetFd = -1 };

    private static bool TryKprobeMulti()
    {
        fixed (byte* name = "bpfgen_no_such_function\0"u8)
        {
            var names = stackalloc ulong[] { (ulong)name };
            return TryCreate(ProgramType.Kprobe, AttachType.TraceKprobeMulti, new LinkCreateAttributes { KprobeMulti = { Count = 1, Symbols = (ulong)names } });
        }
    }

    /// <summary>The change that mended whose threads are meant by a process made a process of -1 an error before the file is looked at.</summary>
    public static bool KnowsProcessesOfUprobeMulti() => !TryUprobeMulti(pid: -1);

    /// <summary>A folder has no places for probes.</summary>
    private static bool TryUprobeMulti(int pid)
    {
        fixed (byte* path = "/\0"u8)
        {
            var offsets = stackalloc ulong[] { 1 };
            return TryCreate(
                ProgramType.Kprobe, AttachType.TraceUprobeMulti, new LinkCreateAttributes { UprobeMulti = { Path = (ulong)path, Offsets = (ulong)offsets, Count = 1, Pid = pid } });
        }
    }

    private static bool TryCreate(ProgramType type, AttachType hook, LinkCreateAttributes attributes)
    {
        var load = ProbeProgram.Attributes(type);
        load.ExpectedAttachType = hook is AttachType.PerfEvent ? 0 : (uint)hook;
        using var program = ProbeProgram.TryLoad(ref load, [ProbeProgram.ReturnZero, ProbeProgram.Exit], out _);
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
