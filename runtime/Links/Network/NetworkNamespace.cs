using System;
using BpfGen.Interop;

namespace BpfGen.Links;

/// <summary>Attaches programs to network namespaces.</summary>
internal static class NetworkNamespace
{
    /// <summary>The path of the calling thread's network namespace, which can differ from that of the process.</summary>
    public const string Own = "/proc/thread-self/ns/net";

    public static FileDescriptor Open(string path, string subject)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var fd = Libc.Open(path, Libc.OpenCloseOnExec);
        return fd >= 0
            ? new FileDescriptor(fd)
            : throw LinkFactory.Failure("open", Errno.Last, subject, $"{path} must be a network namespace, such as /proc/PID/ns/net or " +
                "/run/netns/NAME.");
    }

    /// <summary>Attaches by a link. For callers that have a fallback on older kernels.</summary>
    /// <returns>0, or the error number.</returns>
    public static int TryLink(BpfProgram program, FileDescriptor target, AttachType hook, string description, out KernelLink? link)
    {
        using var lease = target.Use();
        var attributes = new LinkCreateAttributes { TargetFd = lease.Number, AttachType = (uint)hook };
        return LinkFactory.TryCreate(program, ref attributes, description, out link);
    }
}
