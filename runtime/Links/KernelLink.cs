using System;
using System.Runtime.InteropServices;
using BpfGen.Host;
using BpfGen.Interop;
using BpfGen.Links;

namespace BpfGen;

/// <summary>
/// An attachment that the kernel has an object of its own for. It ends when nothing holds it any more: this handle, a pin, or another
/// process. A process that is killed takes its links with it, but for those that are pinned.
/// </summary>
/// <remarks>
/// All members may be used from several threads at once. After <see cref="BpfLink.Dispose()"/> they throw <see cref="ObjectDisposedException"/>.
/// </remarks>
public class KernelLink : BpfLink
{
    private const uint ReplaceFlag = 4;
    private readonly string _subject;

    internal KernelLink(FileDescriptor descriptor, string subject)
    {
        Descriptor = descriptor;
        _subject = subject;
    }

    /// <summary>The link's file descriptor, for calls that BpfGen does not make.</summary>
    public SafeHandle Handle => Descriptor;

    /// <summary>The id that the kernel knows the link by, and tools such as bpftool show.</summary>
    /// <exception cref="BpfException">The kernel does not say.</exception>
    public uint Id => Info.Id;

    /// <summary>What it attaches to.</summary>
    /// <exception cref="BpfException">The kernel does not say.</exception>
    public LinkType Type => Info.Type;

    /// <summary>What the kernel says of the link now.</summary>
    /// <exception cref="BpfException">The kernel does not say.</exception>
    public LinkInfo Info
    {
        get
        {
            var errno = Bpf.Info(Descriptor, out LinkInfoAttributes info);
            return errno == 0 ? LinkInfo.Of(info) : throw Failure("BPF_OBJ_GET_INFO_BY_FD", errno);
        }
    }

    /// <summary>Where this handle pinned the link, or found it pinned; null where it is not.</summary>
    public string? PinPath { get; private set; }

    internal FileDescriptor Descriptor { get; }

    /// <summary>Opens a link that is pinned, as what it is.</summary>
    /// <param name="path">Its path in a BPF file system: <c>/sys/fs/bpf/my-link</c>.</param>
    /// <returns>The link: an <see cref="IteratorLink"/> where it is an iterator, a <see cref="StructOpsLink"/> where it is a struct of functions.</returns>
    /// <exception cref="BpfException">There is none (<c>ENOENT</c>), what is pinned there is something else, or the kernel refuses (<c>BPF_OBJ_GET</c>).</exception>
    public static KernelLink OpenPinned(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var subject = $"the link pinned at {path}";
        var link = ObjectOpening.Open("BPF_OBJ_GET", ObjectPin.Open(path), subject, "link", "link_type:", descriptor => OfType(descriptor, subject));
        link.PinPath = path;
        return link;
    }

    /// <summary>Gives the link a name in a BPF file system, which keeps it attached without this handle and without this process.</summary>
    /// <param name="path">The path: <c>/sys/fs/bpf/my-link</c>. Its folder has to be there.</param>
    /// <exception cref="BpfException">The kernel refuses (<c>BPF_OBJ_PIN</c>): <c>EEXIST</c> where the name is taken.</exception>
    public void Pin(string path)
    {
        Pinning.Add(Descriptor, path, _subject);
        PinPath = path;
    }

    /// <summary>Removes the name that <see cref="Pin"/> gave or <see cref="OpenPinned"/> found. The link stays, as long as this handle does.</summary>
    /// <exception cref="InvalidOperationException">The link was not pinned through this handle.</exception>
    /// <exception cref="BpfException">The name cannot be removed (<c>unlink</c>).</exception>
    public void Unpin()
    {
        Pinning.Remove(PinPath, _subject);
        PinPath = null;
    }

    /// <summary>Puts another program in the place of the attached one, at once: no event passes without one of them.</summary>
    /// <param name="program">The new program: of the same type, with the same expected attach type.</param>
    /// <param name="expected">The program that has to be there; null for any.</param>
    /// <exception cref="BpfException">
    /// The kernel refuses (<c>BPF_LINK_UPDATE</c>): <c>EPERM</c> where another program than the expected one is attached,
    /// <c>EINVAL</c> where the programs are not alike or the type of link cannot be given another program.
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
                Errno.EPERM when expected is not null => $"Another program than '{expected.Name}' is attached.",
                Errno.EINVAL or Errno.EOPNOTSUPP => "Links of cgroups, network namespaces, XDP, tcx, netkit, maps of sockets and iterators can be given another program, of the same type and attach type.",
                _ => null,
            };
            throw new BpfException("BPF_LINK_UPDATE", errno, $"{_subject} and program '{program.Name}'", hint);
        }
    }

    /// <summary>Takes the program off the hook for everyone, whoever else holds the link or has pinned it.</summary>
    /// <exception cref="BpfException">The kernel refuses (<c>BPF_LINK_DETACH</c>): <c>EOPNOTSUPP</c> for types of link that end only when nobody holds them.</exception>
    public void Detach()
    {
        using var link = Descriptor.Use();
        var attributes = new LinkAttributes { LinkFd = link.Number };
        if (Bpf.Call(BpfCommand.LinkDetach, ref attributes) < 0)
        {
            var errno = Errno.Last;
            var hint = errno == Errno.EOPNOTSUPP
                ? "Links of cgroups, network namespaces, XDP, tcx, netkit, netfilter, maps of sockets and struct_ops can be detached; one of another type ends when it is disposed and unpinned."
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
