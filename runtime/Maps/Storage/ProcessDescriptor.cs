using BpfGen.Interop;

namespace BpfGen.Maps;

/// <summary>Opens processes: <c>pidfd_open(2)</c>, Linux 5.3.</summary>
internal static class ProcessDescriptor
{
    /// <summary>The same on every architecture, as of all system calls of its time.</summary>
    private const int PidFdOpen = 434;

    /// <param name="processId">The process.</param>
    /// <param name="subject">What it is opened for, for messages.</param>
    /// <exception cref="BpfException">There is no such process.</exception>
    public static FileDescriptor Open(int processId, string subject)
    {
        var fd = (int)Libc.Syscall(PidFdOpen, processId, 0, 0);
        return fd >= 0 ? new FileDescriptor(fd) : throw new BpfException("pidfd_open", Errno.Last, subject, Hint(Errno.Last, processId));
    }

    private static string? Hint(int errno, int processId) => errno == Errno.ESRCH ? $"There is no process {processId}." : null;
}
