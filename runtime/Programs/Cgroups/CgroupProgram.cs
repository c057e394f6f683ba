using System;
using System.Runtime.InteropServices;
using BpfGen.Errors;
using BpfGen.Features;
using BpfGen.Host;
using BpfGen.Interop;
using BpfGen.Links;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>
/// A program that the kernel runs for the processes of a cgroup: when they create, bind or connect sockets, send or receive packets,
/// set socket options, write sysctls or open devices. The section names the hook: <c>cgroup_skb/egress</c>, <c>cgroup/connect4</c>,
/// <c>cgroup/sysctl</c> and so on.
/// </summary>
public class CgroupProgram : BpfProgram, IProgramHandle<CgroupProgram>
{
    private const uint AllowOverride = 1;
    private const uint AllowMulti = 2;

    private protected CgroupProgram(LoadedProgram program)
        : base(program)
    {
    }

    /// <summary>
    /// Attaches the program to a cgroup by a link. On kernels without cgroup links (before Linux 5.7), this method uses
    /// <c>BPF_PROG_ATTACH</c>, or fails if <see cref="CgroupAttachOptions.LinkOnly"/> is set.
    /// </summary>
    /// <param name="cgroupPath">The directory of a cgroup of version 2, such as <c>/sys/fs/cgroup/my.slice</c>.</param>
    /// <param name="options">The options; null to attach after the cgroup's other programs.</param>
    /// <returns>The link, a <see cref="KernelLink"/> or a <see cref="ProgramAttachLink"/>; disposing it detaches the program.</returns>
    /// <exception cref="ArgumentException">
    /// The path is null or empty. Or the options set <see cref="CgroupAttachOptions.Replaces"/> without <see
    /// cref="CgroupAttachMode.Multi"/>, or <see cref="CgroupAttachOptions.LinkOnly"/> without <see cref="CgroupAttachMode.Link"/>.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// The program was not loaded. Or its hook is unknown, and the options have no <see cref="CgroupAttachOptions.Hook"/>. The hook is
    /// unknown if the section is <c>cgroup/skb</c>, or if the program was opened by its pin or id.
    /// </exception>
    /// <exception cref="BpfException">
    /// The kernel rejected the attachment: <c>ENOENT</c> if the directory does not exist, <c>EBADF</c> if it is not a cgroup of version
    /// 2, <c>EPERM</c> without <c>CAP_NET_ADMIN</c> or if a program of a parent cgroup allows no other programs.
    /// </exception>
    public BpfLink Attach(string cgroupPath, CgroupAttachOptions? options = null)
    {
        options ??= new CgroupAttachOptions();
        var description = Describe(HookOf(options), cgroupPath);
        using var cgroup = CgroupDirectory.Open(cgroupPath, LinkFactory.Describe(this, description));
        return Attach(cgroup, options, description);
    }

    /// <summary>
    /// Attaches the program to a cgroup by a link. On kernels without cgroup links (before Linux 5.7), this method uses
    /// <c>BPF_PROG_ATTACH</c>, or fails if <see cref="CgroupAttachOptions.LinkOnly"/> is set.
    /// </summary>
    /// <param name="cgroup">A file descriptor of the cgroup's directory.</param>
    /// <param name="options">The options; null to attach after the cgroup's other programs.</param>
    /// <returns>The link, a <see cref="KernelLink"/> or a <see cref="ProgramAttachLink"/>; disposing it detaches the program.</returns>
    /// <exception cref="ArgumentException">
    /// The descriptor is null. Or the options set <see cref="CgroupAttachOptions.Replaces"/> without <see cref="CgroupAttachMode.Multi"/>,
    /// or <see cref="CgroupAttachOptions.LinkOnly"/> without <see cref="CgroupAttachMode.Link"/>.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// The program was not loaded. Or its hook is unknown, and the options have no <see cref="CgroupAttachOptions.Hook"/>. The hook is
    /// unknown if the section is <c>cgroup/skb</c>, or if the program was opened by its pin or id.
    /// </exception>
    /// <exception cref="BpfException">
    /// The kernel rejected the attachment: <c>EBADF</c> if the file descriptor is not a cgroup of version 2, <c>EPERM</c> without
    /// <c>CAP_NET_ADMIN</c> or if a program of a parent cgroup allows no other programs.
    /// </exception>
    public BpfLink Attach(SafeHandle cgroup, CgroupAttachOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(cgroup);
        options ??= new CgroupAttachOptions();
        return Attach(cgroup, options, Describe(HookOf(options), "a file descriptor"));
    }

    /// <summary>Lists the programs that are attached to a cgroup's hook.</summary>
    /// <param name="cgroupPath">The directory of a cgroup of version 2.</param>
    /// <param name="hook">The hook.</param>
    /// <param name="effective">
    /// True to list all programs that run for the cgroup's processes, including those of its parent cgroups, in the order in which they
    /// run.
    /// </param>
    /// <exception cref="ArgumentException">The path is null or empty.</exception>
    /// <exception cref="BpfException">The directory cannot be opened, or the kernel rejected the query (<c>BPF_PROG_QUERY</c>).</exception>
    public static AttachedPrograms Query(string cgroupPath, AttachType hook, bool effective = false)
    {
        var subject = Describe(hook, cgroupPath);
        using var cgroup = CgroupDirectory.Open(cgroupPath, subject);
        return AttachedPrograms.Query((int)cgroup.DangerousGetHandle(), hook, effective ? 1u : 0, knowsLinks: false, subject);
    }

    private BpfLink Attach(SafeHandle cgroup, CgroupAttachOptions options, string description)
    {
        var hook = HookOf(options);
        if (options is { LinkOnly: true, Mode: not CgroupAttachMode.Link })
        {
            throw new ArgumentException("LinkOnly requires CgroupAttachMode.Link: programs in the other modes have no link.");
        }

        if (options is { Replaces: not null, Mode: not CgroupAttachMode.Multi })
        {
            throw new ArgumentException("Replacing a program requires CgroupAttachMode.Multi. " +
                "To replace the program of a link, call Update() of the link.");
        }

        var preorder = options.Preorder ? ProgramAttachLink.PreorderFlag : 0;
        if (options.Mode == CgroupAttachMode.Link)
        {
            var errno = TryLink(cgroup, hook, preorder, options.Anchor, description, out var link);

            if (link is not null || errno != Errno.EINVAL || options.LinkOnly || !MissingLinks.OfCgroups)
            {
                return link ?? throw LinkFactory.Failure(
                    "BPF_LINK_CREATE",
                    errno,
                    LinkFactory.Describe(this, description),
                    options.Anchor.HintFor(errno)
                        ?? Hints.ForCgroup(errno, hook, options.Preorder)
                        ?? Hints.ForLink(errno, Type, hook)
                        ?? HintFor(errno, hook));
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

    private string? HintFor(int errno, AttachType hook) => errno == Errno.EINVAL && !IsOpened && hook != ExpectedAttachType
        ? $"The program was loaded for {KindNames.Of(ExpectedAttachType)}."
        : null;

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

    /// <summary>
    /// Returns the hook. Attach type 0 has three meanings: the ingress hook, a section that names no hook, or a program that was opened by
    /// its pin or id. So if the attach type is 0, this method looks at the section's name.
    /// </summary>
    private AttachType HookOf(CgroupAttachOptions options) => options.Hook ?? Type switch
    {
        ProgramType.SockOps => AttachType.CgroupSockOps,
        ProgramType.CgroupSysctl => AttachType.CgroupSysctl,
        ProgramType.CgroupDevice => AttachType.CgroupDevice,
        _ when IsOpened || (Section == "cgroup/skb" && ExpectedAttachType == default) =>
            throw NoHook("'cgroup_skb/ingress' or 'cgroup_skb/egress'"),
        _ => ExpectedAttachType,
    };

    private static string Describe(AttachType hook, string cgroup) => $"{KindNames.Of(hook)} of cgroup {cgroup}";

    static CgroupProgram IProgramHandle<CgroupProgram>.Create(LoadedProgram program) => new(program);

    static bool IProgramHandle<CgroupProgram>.Takes(ProgramType type) =>
        type is ProgramType.CgroupSkb or ProgramType.CgroupSock or ProgramType.CgroupSockAddr or ProgramType.CgroupSockopt
            or ProgramType.CgroupSysctl or ProgramType.CgroupDevice or ProgramType.SockOps;
}
