using BpfGen.Interop;

namespace BpfGen.Maps;

/// <summary>Opens file descriptors of processes: <c>pidfd_open(2)</c>, Linux 5.3.</summary>
internal static class ProcessDescriptor
{
    /// <summary>
    /// The system call number of <c>pidfd_open</c>. All system calls since number 424 have the same number on every architecture.
    /// </summary>
    private const int PidFdOpen = 434;

    /// <param name="processId">The process id.</param>
    /// <param name="subject">The purpose of the descriptor, for messages.</param>
    /// <exception cref="BpfException">No process has this id.</exception>
    public static FileDescriptor Open(int processId, string subject)
    {
        var fd = (int)Libc.Syscall(PidFdOpen, processId, 0, 0);
        return fd >= 0 ? new FileDescriptor(fd) : throw new BpfException("pidfd_open", Errno.Last, subject, Hint(Errno.Last, processId));
    }

    private static string? Hint(int errno, int processId) => errno == Errno.ESRCH ? $"No process has the id {processId}." : null;
}
