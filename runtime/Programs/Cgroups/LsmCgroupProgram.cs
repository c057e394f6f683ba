using System;
using System.Runtime.InteropServices;
using BpfGen.Errors;
using BpfGen.Host;
using BpfGen.Interop;
using BpfGen.Links;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>
/// A program on a hook of the Linux security modules (LSM) for the processes of one cgroup (<c>SEC("lsm_cgroup/socket_bind")</c>).
/// Since Linux 6.0.
/// </summary>
public sealed class LsmCgroupProgram : BpfProgram, IProgramHandle<LsmCgroupProgram>
{
    private LsmCgroupProgram(LoadedProgram program)
        : base(program)
    {
    }

    /// <summary>Attaches the program to a cgroup, on the hook that it was loaded for.</summary>
    /// <param name="cgroupPath">The cgroup's directory, such as <c>/sys/fs/cgroup/my.slice</c>.</param>
    /// <returns>The link. The program stays attached until you dispose the link, the program or its object.</returns>
    /// <exception cref="System.ArgumentException">The path is null or empty.</exception>
    /// <exception cref="System.InvalidOperationException">The program was not loaded.</exception>
    /// <exception cref="BpfException">
    /// The directory cannot be opened (<c>ENOENT</c> if it does not exist), or the kernel rejected the link (<c>BPF_LINK_CREATE</c>):
    /// <c>EBADF</c> if it is not a cgroup of version 2.
    /// </exception>
    public KernelLink Attach(string cgroupPath)
    {
        ArgumentException.ThrowIfNullOrEmpty(cgroupPath);
        using var cgroup = CgroupDirectory.Open(cgroupPath, LinkFactory.Describe(this, $"cgroup {cgroupPath}"));
        return Attach(cgroup, $"cgroup {cgroupPath}");
    }

    /// <summary>Attaches the program to a cgroup, on the hook that it was loaded for.</summary>
    /// <param name="cgroup">A file descriptor of the cgroup's directory.</param>
    /// <returns>The link. The program stays attached until you dispose the link, the program or its object.</returns>
    /// <exception cref="System.ArgumentNullException">The file descriptor is null.</exception>
    /// <exception cref="System.InvalidOperationException">The program was not loaded.</exception>
    /// <exception cref="BpfException">
    /// The kernel rejected the link (<c>BPF_LINK_CREATE</c>): <c>EBADF</c> if the file descriptor is not a cgroup of version 2.
    /// </exception>
    public KernelLink Attach(SafeHandle cgroup)
    {
        ArgumentNullException.ThrowIfNull(cgroup);
        return Attach(cgroup, "a cgroup");
    }

    private KernelLink Attach(SafeHandle cgroup, string hook)
    {
        using var target = new FileDescriptor.Lease(cgroup);
        var attributes = new LinkCreateAttributes { TargetFd = target.Number, AttachType = (uint)AttachType.LsmCgroup };
        return LinkFactory.Create(this, ref attributes, hook, errno => errno is Errno.EOPNOTSUPP or Errno.ENOTSUPP
            ? ForeignArchitecture.Trampolines() : null);
    }

    static LsmCgroupProgram IProgramHandle<LsmCgroupProgram>.Create(LoadedProgram program) => new(program);

    static bool IProgramHandle<LsmCgroupProgram>.Takes(ProgramType type) => type == ProgramType.Lsm;
}
