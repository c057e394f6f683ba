using System;
using BpfGen.Interop;

namespace BpfGen.Host;

/// <summary>Opens the directories of cgroups.</summary>
internal static class CgroupDirectory
{
    public static FileDescriptor Open(string path, string subject)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var fd = Libc.Open(path, Libc.OpenCloseOnExec);
        return fd >= 0 ? new FileDescriptor(fd) : throw Failure(path, subject);
    }

    private static BpfException Failure(string path, string subject)
    {
        var errno = Errno.Last;
        return new BpfException(
            "open", errno, subject, errno == Errno.ENOENT
                ? $"The cgroup {path} does not exist. Check the path. If cgroup v2 is not mounted, run 'mount -t cgroup2 none DIRECTORY'."
                : null);
    }
}
