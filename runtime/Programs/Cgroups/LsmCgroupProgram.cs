using System;
using System.Runtime.InteropServices;
using BpfGen.Host;
using BpfGen.Interop;
using BpfGen.Links;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>A program on a hook of the Linux security modules, for the processes of one cgroup (<c>SEC("lsm_cgroup/socket_bind")</c>). Since Linux 6.0.</summary>
public sealed class LsmCgroupProgram : BpfProgram, IProgramHandle<LsmCgroupProgram>
{
    private LsmCgroupProgram(LoadedProgram program)
        : base(program)
    {
    }

    /// <summary>Attaches the program to a cgroup, on the hook that it was loaded for.</summary>
    /// <param name="cgroup">The cgroup's folder: <c>/sys/fs/cgroup/…</c>.</param>
    /// <returns>The link; disposing it takes the program off the cgroup.</returns>
    /// <exception cref="BpfException">There is no such cgroup, or the kernel refuses.</exception>
    public KernelLink Attach(string cgroup)
    {
        ArgumentException.ThrowIfNullOrEmpty(cgroup);
        using var folder = CgroupDirectory.Open(cgroup, LinkFactory.Describe(this, $"cgroup {cgroup}"));
        return Attach(folder, $"cgroup {cgroup}");
    }

    /// <summary>Attaches the program to a cgroup, on the hook that it was loaded for.</summary>
    /// <param name="cgroup">The file descriptor of the cgroup's folder.</param>
    /// <returns>The link; disposing it takes the program off the cgroup.</returns>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    public KernelLink Attach(SafeHandle cgroup)
    {
        ArgumentNullException.ThrowIfNull(cgroup);
        return Attach(cgroup, "a cgroup");
    }

    private KernelLink Attach(SafeHandle cgroup, string hook)
    {
        using var target = new FileDescriptor.Lease(cgroup);
        var attributes = new LinkCreateAttributes { TargetFd = target.Number, AttachType = (uint)AttachType.LsmCgroup };
        return LinkFactory.Create(this, ref attributes, hook);
    }

    static LsmCgroupProgram IProgramHandle<LsmCgroupProgram>.Create(LoadedProgram program) => new(program);

    static bool IProgramHandle<LsmCgroupProgram>.Takes(ProgramType type) => type == ProgramType.Lsm;
}
