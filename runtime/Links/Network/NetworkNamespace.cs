using System;
using BpfGen.Interop;

namespace BpfGen.Links;

/// <summary>Attaches programs to network namespaces.</summary>
internal static class NetworkNamespace
{
    /// <summary>The one of the thread, which need not be that of the process.</summary>
    public const string Own = "/proc/thread-self/ns/net";

    public static FileDescriptor Open(string path, string subject)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var fd = Libc.Open(path, Libc.OpenCloseOnExec);
        return fd >= 0
            ? new FileDescriptor(fd)
            : throw LinkFactory.Failure("open", Errno.Last, subject, $"{path} should be a network namespace: /proc/PID/ns/net, or /run/netns/NAME.");
    }

    /// <summary>Attaches by a link, where there is another way if the kernel does not have them.</summary>
    /// <returns>0, or the error number.</returns>
    public static int TryLink(BpfProgram program, FileDescriptor target, AttachType hook, string description, out KernelLink? link)
    {
        using var lease = target.Use();
        var attributes = new LinkCreateAttributes { TargetFd = lease.Number, AttachType = (uint)hook };
        return LinkFactory.TryCreate(program, ref attributes, description, out link);
    }
}
