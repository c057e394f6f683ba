using System.IO;
using BpfGen.Interop;
using BpfGen.Links;

namespace BpfGen;

/// <summary>
/// The link of an iterator program. Each stream that this link opens runs the program for all objects again. If the link is pinned, other
/// tools can read the pin like a file (<c>cat</c>).
/// </summary>
public sealed class IteratorLink : KernelLink
{
    private readonly string _subject;

    internal IteratorLink(FileDescriptor descriptor, string subject)
        : base(descriptor, subject) => _subject = subject;

    /// <summary>Opens a stream for one run of the program (<c>BPF_ITER_CREATE</c>). The program runs as the stream is read.</summary>
    /// <returns>The program's output. The stream can still be read after the link is disposed. The caller disposes the stream.</returns>
    /// <exception cref="BpfException">The kernel rejected the call.</exception>
    /// <exception cref="System.ObjectDisposedException">The link is disposed.</exception>
    public Stream OpenRead()
    {
        using var link = Descriptor.Use();
        var attributes = new LinkAttributes { LinkFd = link.Number };
        var fd = Bpf.Call(BpfCommand.IteratorCreate, ref attributes);
        return fd >= 0
            ? new IteratorStream(new FileDescriptor(fd) { Subject = "the output of " + _subject }, _subject)
            : throw LinkFactory.Failure("BPF_ITER_CREATE", Errno.Last, _subject);
    }
}
