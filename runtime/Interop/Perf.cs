using System.Runtime.InteropServices;

namespace BpfGen.Interop;

/// <summary>The system call <c>perf_event_open(2)</c> and the <c>ioctl</c> calls on open events.</summary>
internal static unsafe class Perf
{
    private const int FlagCloseOnExec = 8;
    private const uint Magic = '$';

    /// <summary>
    /// Opens a perf event for a process on a CPU. -1 stands for all processes or for all CPUs; only one of the two may be -1.
    /// </summary>
    /// <returns>The event, or null if the kernel rejected the call; then <see cref="Errno.Last"/> has the reason.</returns>
    public static FileDescriptor? TryOpen(ref PerfEventAttributes attributes, int pid, int cpu)
    {
        attributes.Size = (uint)sizeof(PerfEventAttributes);
        fixed (PerfEventAttributes* pointer = &attributes)
        {
            var fd = (int)Libc.Syscall((nint)SyscallNumbers.PerfEventOpen, (nint)pointer, pid, cpu, -1, FlagCloseOnExec);
            return fd < 0 ? null : new FileDescriptor(fd);
        }
    }

    /// <summary>Attaches a program to a perf event.</summary>
    /// <returns>0 or the error number.</returns>
    public static int SetProgram(FileDescriptor perfEvent, int programFd) => Control(perfEvent, Write(8, sizeof(uint)), programFd);

    /// <summary>Enables a perf event.</summary>
    /// <returns>0 or the error number.</returns>
    public static int Enable(FileDescriptor perfEvent) => Control(perfEvent, Plain(0), 0);

    private static int Control(FileDescriptor perfEvent, uint request, nint argument)
    {
        using var lease = perfEvent.Use();
        return Libc.Control(lease.Number, request, argument) < 0 ? Errno.Last : 0;
    }

    /// <summary>The <c>ioctl</c> number <c>_IO('$', number)</c>. PowerPC encodes the direction differently.</summary>
    private static uint Plain(uint number) => (IsPowerPc ? 1u << 29 : 0) | (Magic << 8) | number;

    /// <summary>The <c>ioctl</c> number <c>_IOW('$', number, size)</c>.</summary>
    private static uint Write(uint number, uint size) => (IsPowerPc ? 4u << 29 : 1u << 30) | (size << 16) | (Magic << 8) | number;

    private static bool IsPowerPc => RuntimeInformation.ProcessArchitecture == Architecture.Ppc64le;
}
