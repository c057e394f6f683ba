using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using BpfGen.Host;
using BpfGen.Interop;
using BpfGen.Links;

namespace BpfGen;

/// <summary>
/// An attachment with a link object in the kernel. The kernel detaches the program when no handle, pin or process holds the link any more.
/// So when a process ends, its programs are detached, unless their links are pinned.
/// </summary>
/// <remarks>
/// A link that you open from a pin belongs to no program handle: dispose it yourself. All members are thread-safe. After
/// <see cref="BpfLink.Dispose()"/>, members that need the link throw <see cref="ObjectDisposedException"/>.
/// </remarks>
/// <example>
/// <code>
/// using var router = SocketRouter.Load();
/// using var link = router.OnLookup.Attach();
///
/// // The pin keeps the program attached after this process.
/// link.Pin("/sys/fs/bpf/on-lookup");
///
/// // In another process: open the link and remove the pin. Disposing the link then detaches the program.
/// using var again = KernelLink.OpenPinned("/sys/fs/bpf/on-lookup");
/// again.Unpin();
/// </code>
/// </example>
public class KernelLink : BpfLink
{
    private const uint ReplaceFlag = 4;
    private readonly string _subject;

    internal KernelLink(FileDescriptor descriptor, string subject)
    {
        Descriptor = descriptor;
        Descriptor.Subject = "the link of " + subject;
        _subject = subject;
    }

    /// <summary>The link's file descriptor, for system calls that BpfGen does not make. The link owns it: do not dispose it.</summary>
    public SafeHandle Handle => Descriptor;

    /// <summary>The kernel's id of the link, which tools such as bpftool show.</summary>
    /// <exception cref="BpfException">The kernel returned no information (<c>BPF_OBJ_GET_INFO_BY_FD</c>).</exception>
    public uint Id => Info.Id;

    /// <summary>The kind of hook that the link attaches to.</summary>
    /// <exception cref="BpfException">The kernel returned no information (<c>BPF_OBJ_GET_INFO_BY_FD</c>).</exception>
    public LinkType Type => Info.Type;

    /// <summary>The kernel's current information about the link (<c>BPF_OBJ_GET_INFO_BY_FD</c>). Each access queries the kernel.</summary>
    /// <exception cref="BpfException">The kernel returned no information.</exception>
    public LinkInfo Info
    {
        get
        {
            var errno = Bpf.Info(Descriptor, out LinkInfoAttributes info);
            return errno == 0 ? LinkInfo.Of(info) : throw Failure("BPF_OBJ_GET_INFO_BY_FD", errno);
        }
    }

    /// <summary>The path of the link's pin, if this handle created the pin or was opened from the pin; null otherwise.</summary>
    public string? PinPath { get; private set; }

    internal FileDescriptor Descriptor { get; }

    /// <summary>Opens a pinned link.</summary>
    /// <param name="path">The path of the pin in a BPF file system, such as <c>/sys/fs/bpf/my-link</c>.</param>
    /// <returns>
    /// A new handle; the caller disposes it. For an iterator, it is an <see cref="IteratorLink"/>; for struct_ops, a
    /// <see cref="StructOpsLink"/>.
    /// </returns>
    /// <exception cref="ArgumentException">The path is null, empty or relative.</exception>
    /// <exception cref="BpfException">
    /// The path does not exist (<c>ENOENT</c>), the pinned object is not a link (no error number), or the kernel rejected the call
    /// (<c>BPF_OBJ_GET</c>).
    /// </exception>
    public static KernelLink OpenPinned(string path)
    {
        _ = PinPaths.Checked(path, nameof(path));
        var subject = $"the link pinned at {path}";
        var link = ObjectOpening.Open(
            "BPF_OBJ_GET", ObjectPin.Open(path), subject, "link", "link_type:", descriptor => OfType(descriptor, subject));
        link.PinPath = path;
        return link;
    }

    /// <summary>Opens a link by its id.</summary>
    /// <param name="id">The link's id, such as <see cref="Id"/> of another handle.</param>
    /// <returns>A new handle; the caller disposes it. Its class is as for <see cref="OpenPinned"/>.</returns>
    /// <exception cref="BpfException">
    /// No link has this id (<c>ENOENT</c>), or the kernel rejected <c>BPF_LINK_GET_FD_BY_ID</c>, which requires <c>CAP_SYS_ADMIN</c>.
    /// </exception>
    public static KernelLink OpenById(uint id)
    {
        var subject = $"the link of id {id}";
        return ObjectOpening.Open(
            "BPF_LINK_GET_FD_BY_ID",
            ObjectOpening.ById(BpfCommand.LinkGetFdById, id),
            subject,
            "link",
            "link_type:",
            descriptor => OfType(descriptor, subject));
    }

    /// <summary>
    /// Opens all links in the kernel, from all processes. The enumeration skips links that disappear before they are opened. While you hold
    /// a handle of a link, its program stays attached, even if the process that created the link closes it.
    /// </summary>
    /// <returns>The links, in the order of their ids. Each is opened when you ask for it. Dispose each handle.</returns>
    /// <exception cref="BpfException">
    /// On enumeration: the kernel rejected <c>BPF_LINK_GET_NEXT_ID</c> (Linux 5.8) or <c>BPF_LINK_GET_FD_BY_ID</c>. Both require
    /// <c>CAP_SYS_ADMIN</c>.
    /// </exception>
    public static IEnumerable<KernelLink> OpenAll()
    {
        foreach (var link in ObjectIds.OpenAll(BpfCommand.LinkGetNextId, BpfCommand.LinkGetFdById, "links", "link"))
        {
            yield return OfType(link, "a link of the machine");
        }
    }

    /// <summary>Pins the link in a BPF file system. A pinned link stays attached without this handle and without this process.</summary>
    /// <param name="path">The path of the pin, such as <c>/sys/fs/bpf/my-link</c>. Its directory must exist.</param>
    /// <exception cref="ArgumentException">The path is null, empty or relative.</exception>
    /// <exception cref="BpfException">
    /// The kernel rejected the pin (<c>BPF_OBJ_PIN</c>): <c>EEXIST</c> if the path exists already.
    /// </exception>
    public void Pin(string path)
    {
        Pinning.Add(Descriptor, path, _subject);
        PinPath = path;
    }

    /// <summary>
    /// Removes the pin that <see cref="Pin"/> created or that this handle was opened from. The link stays attached while a handle holds it.
    /// </summary>
    /// <exception cref="InvalidOperationException">This handle neither pinned the link nor was opened from a pin.</exception>
    /// <exception cref="BpfException">The pin could not be removed (<c>unlink</c>).</exception>
    public void Unpin()
    {
        Pinning.Remove(PinPath, _subject);
        PinPath = null;

        // A link that was opened by its pin has no owner. After the pin is removed, only this handle may keep the program attached. So keep
        // a reference to the handle.
        if (Owner is null)
        {
            AttachedLinks.WithoutOwner.Add(this);
            if (Descriptor.IsClosed)
            {
                Release();
            }
        }
    }

    /// <summary>Replaces the attached program. The change is atomic: every event runs either the old or the new program.</summary>
    /// <param name="program">The new program. Its type and its expected attach type must be those of the old program.</param>
    /// <param name="expected">The program that must be attached now; null for any program.</param>
    /// <exception cref="ArgumentNullException">The program is null.</exception>
    /// <exception cref="InvalidOperationException">One of the two programs was not loaded.</exception>
    /// <exception cref="BpfException">
    /// The kernel rejected the update (<c>BPF_LINK_UPDATE</c>): <c>EPERM</c> if the attached program is not the expected one,
    /// <c>EINVAL</c> if the new program does not fit or links of this type cannot be updated.
    /// </exception>
    public void Update(BpfProgram program, BpfProgram? expected = null)
    {
        ArgumentNullException.ThrowIfNull(program);
        using var link = Descriptor.Use();
        using var next = program.Descriptor.Use();
        using var old = (expected ?? program).Descriptor.Use();
        var attributes = new LinkUpdateAttributes { LinkFd = link.Number, NewFd = next.Number };
        if (expected is not null)
        {
            attributes.Flags = ReplaceFlag;
            attributes.OldFd = old.Number;
        }

        if (Bpf.Call(BpfCommand.LinkUpdate, ref attributes) < 0)
        {
            var errno = Errno.Last;
            var hint = errno switch
            {
                Errno.EPERM when expected is not null => $"The attached program is not '{expected.Name}'.",
                Errno.EINVAL or Errno.EOPNOTSUPP =>
                    "Only links of cgroups, network namespaces, XDP, tcx, netkit, maps of sockets and iterators can be updated. " +
                    "The new program must have the same type and attach type.",
                _ => null,
            };
            throw new BpfException("BPF_LINK_UPDATE", errno, $"{_subject} and program '{program.Name}'", hint);
        }
    }

    /// <summary>Detaches the program at once, even if other handles, processes or pins hold the link.</summary>
    /// <exception cref="BpfException">
    /// The kernel rejected the call (<c>BPF_LINK_DETACH</c>): <c>EOPNOTSUPP</c> if links of this type cannot be detached.
    /// </exception>
    public void Detach()
    {
        using var link = Descriptor.Use();
        var attributes = new LinkAttributes { LinkFd = link.Number };
        if (Bpf.Call(BpfCommand.LinkDetach, ref attributes) < 0)
        {
            var errno = Errno.Last;
            var hint = errno == Errno.EOPNOTSUPP
                ? "Only links of cgroups, network namespaces, XDP, tcx, netkit, netfilter, maps of sockets and struct_ops can be " +
                    "detached. To end another link, dispose and unpin it."
                : null;
            throw new BpfException("BPF_LINK_DETACH", errno, _subject, hint);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => Descriptor.Dispose();

    private static KernelLink OfType(FileDescriptor descriptor, string subject)
    {
        var errno = Bpf.Info(descriptor, out LinkInfoAttributes info);
        return errno != 0 ? throw LinkFactory.Failure("BPF_OBJ_GET_INFO_BY_FD", errno, subject) : (LinkType)info.Type switch
        {
            LinkType.Iterator => new IteratorLink(descriptor, subject),
            LinkType.StructOps => new StructOpsLink(descriptor, subject),
            _ => new KernelLink(descriptor, subject),
        };
    }

    private BpfException Failure(string command, int errno) => LinkFactory.Failure(command, errno, _subject);
}
