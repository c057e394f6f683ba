using System;
using System.Runtime.InteropServices;
using BpfGen.Errors;
using BpfGen.Host;
using BpfGen.Interop;
using BpfGen.Links;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>
/// A program that the processes of a cgroup run into: when they open, bind and connect sockets, send and receive, set socket options, write sysctls or
/// open devices. Its section says at which of these hooks: <c>cgroup_skb/egress</c>, <c>cgroup/connect4</c>, <c>cgroup/sysctl</c> and so on.
/// </summary>
public class CgroupProgram : BpfProgram, IProgramHandle<CgroupProgram>
{
    private const uint AllowOverride = 1;
    private const uint AllowMulti = 2;

    private protected CgroupProgram(LoadedProgram program)
        : base(program)
    {
    }

    /// <summary>Attaches the program to a cgroup: by a link since Linux 5.7, and with <c>BPF_PROG_ATTACH</c> before.</summary>
    /// <param name="cgroupPath">The cgroup's folder, of version 2: <c>/sys/fs/cgroup/my.slice</c>.</param>
    /// <param name="options">How; null for beside others, after them.</param>
    /// <returns>The link, a <see cref="KernelLink"/> or a <see cref="ProgramAttachLink"/>; disposing it takes the program off the cgroup.</returns>
    /// <exception cref="InvalidOperationException">
    /// Neither the section, <c>cgroup/skb</c>, nor the options say at which hook; or the program was opened by its pin, and the options do not.
    /// </exception>
    /// <exception cref="BpfException">
    /// The kernel refuses: <c>ENOENT</c> where there is no such folder, <c>EBADF</c> where it is no cgroup of version 2, <c>EPERM</c> without
    /// <c>CAP_NET_ADMIN</c> and where a cgroup above has a program that allows no other.
    /// </exception>
    public BpfLink Attach(string cgroupPath, CgroupAttachOptions? options = null)
    {
        options ??= new CgroupAttachOptions();
        var description = Describe(HookOf(options), cgroupPath);
        using var cgroup = CgroupDirectory.Open(cgroupPath, LinkFactory.Describe(this, description));
        return Attach(cgroup, options, description);
    }

    /// <summary>Attaches the program to a cgroup: by a link since Linux 5.7, and with <c>BPF_PROG_ATTACH</c> before.</summary>
    /// <param name="cgroup">A file descriptor of the cgroup's folder.</param>
    /// <param name="options">How; null for beside others, after them.</param>
    /// <returns>The link, a <see cref="KernelLink"/> or a <see cref="ProgramAttachLink"/>; disposing it takes the program off the cgroup.</returns>
    /// <exception cref="InvalidOperationException">
    /// Neither the section, <c>cgroup/skb</c>, nor the options say at which hook; or the program was opened by its pin, and the options do not.
    /// </exception>
    /// <exception cref="BpfException">
    /// The kernel refuses: <c>EBADF</c> where it is no cgroup of version 2, <c>EPERM</c> without <c>CAP_NET_ADMIN</c> and where a cgroup above has a
    /// program that allows no other.
    /// </exception>
    public BpfLink Attach(SafeHandle cgroup, CgroupAttachOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(cgroup);
        options ??= new CgroupAttachOptions();
        return Attach(cgroup, options, Describe(HookOf(options), "a file descriptor"));
    }

    /// <summary>Asks which programs a cgroup has at a hook.</summary>
    /// <param name="cgroupPath">The cgroup's folder, of version 2.</param>
    /// <param name="hook">The hook.</param>
    /// <param name="effective">Whether to list all that run for its processes, in order, those of the cgroups above among them.</param>
    /// <exception cref="BpfException">The kernel does not say (<c>BPF_PROG_QUERY</c>).</exception>
    public static AttachedPrograms Query(string cgroupPath, AttachType hook, bool effective = false)
    {
        var subject = Describe(hook, cgroupPath);
        using var cgroup = CgroupDirectory.Open(cgroupPath, subject);
        return AttachedPrograms.Query((int)cgroup.DangerousGetHandle(), hook, effective ? 1u : 0, knowsLinks: false, subject);
    }

    private BpfLink Attach(SafeHandle cgroup, CgroupAttachOptions options, string description)
    {
        var hook = HookOf(options);
        if (options is { Replaces: not null, Mode: not CgroupAttachMode.Multi })
        {
            throw new ArgumentException("Only with CgroupAttachMode.Multi can a program take another one's place; a link has Update().");
        }

        var preorder = options.Preorder ? ProgramAttachLink.PreorderFlag : 0;
        if (options.Mode == CgroupAttachMode.Link)
        {
            var errno = TryLink(cgroup, hook, preorder, options.Anchor, description, out var link);

            // Kernels with places among the others have links as well.
            if (errno is not Errno.EINVAL || options.Preorder || options.Anchor != default)
            {
                return link ?? throw LinkFactory.Failure(
                    "BPF_LINK_CREATE", errno, LinkFactory.Describe(this, description), options.Anchor.HintFor(errno) ?? Hints.ForCgroup(errno, hook, options.Preorder));
            }
        }

        var flags = preorder | options.Mode switch
        {
            CgroupAttachMode.Exclusive => 0,
            CgroupAttachMode.Override => AllowOverride,
            _ => AllowMulti,
        };
        return ProgramAttachLink.Create(this, cgroup, hook, description, flags, options.Replaces, options.Anchor);
    }

    private int TryLink(SafeHandle cgroup, AttachType hook, uint flags, LinkAnchor anchor, string description, out KernelLink? link)
    {
        using var lease = new FileDescriptor.Lease(cgroup);
        var attributes = new LinkCreateAttributes
        {
            TargetFd = lease.Number,
            AttachType = (uint)hook,
            Flags = flags | anchor.Flags,
            Relative = new RelativeLinkAttributes { FdOrId = (int)anchor.Id, ExpectedRevision = anchor.ExpectedRevision },
        };
        return LinkFactory.TryCreate(this, ref attributes, description, out link);
    }

    /// <summary>What arrives is hook 0, which the attach type of a section that names no hook looks like, and of a program whose section is not known.</summary>
    private AttachType HookOf(CgroupAttachOptions options) => options.Hook ?? Type switch
    {
        ProgramType.SockOps => AttachType.CgroupSockOps,
        ProgramType.CgroupSysctl => AttachType.CgroupSysctl,
        ProgramType.CgroupDevice => AttachType.CgroupDevice,
        _ when IsOpened || Section == "cgroup/skb" => throw NoHook("'cgroup_skb/ingress' or 'cgroup_skb/egress'"),
        _ => ExpectedAttachType,
    };

    private static string Describe(AttachType hook, string cgroup) => $"{KindNames.Of(hook)} of cgroup {cgroup}";

    static CgroupProgram IProgramHandle<CgroupProgram>.Create(LoadedProgram program) => new(program);

    static bool IProgramHandle<CgroupProgram>.Takes(ProgramType type) => type is ProgramType.CgroupSkb or ProgramType.CgroupSock or ProgramType.CgroupSockAddr or ProgramType.CgroupSockopt
        or ProgramType.CgroupSysctl or ProgramType.CgroupDevice or ProgramType.SockOps;
}
