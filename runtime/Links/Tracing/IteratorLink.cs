using System.IO;
using BpfGen.Interop;
using BpfGen.Links;

namespace BpfGen;

/// <summary>An iterator: each stream that is opened runs the program over all objects again. Pinned, it is a file that anybody may read (<c>cat</c>).</summary>
public sealed class IteratorLink : KernelLink
{
    private readonly string _subject;

    internal IteratorLink(FileDescriptor descriptor, string subject)
        : base(descriptor, subject) => _subject = subject;

    /// <summary>Begins a run of the program; reading makes it go on (<c>BPF_ITER_CREATE</c>).</summary>
    /// <returns>What the program writes. It may be read after the link is disposed.</returns>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    public Stream OpenRead()
    {
        using var link = Descriptor.Use();
        var attributes = new LinkAttributes { LinkFd = link.Number };
        var fd = Bpf.Call(BpfCommand.IteratorCreate, ref attributes);
        return fd >= 0 ? new IteratorStream(new FileDescriptor(fd), _subject) : throw LinkFactory.Failure("BPF_ITER_CREATE", Errno.Last, _subject);
    }
}
