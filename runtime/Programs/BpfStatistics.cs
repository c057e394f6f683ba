using System;
using BpfGen.Errors;
using BpfGen.Interop;

namespace BpfGen;

/// <summary>
/// While there is one of these, the kernel counts how often every program runs and how long: <see cref="BpfProgramInfo.RunCount"/> and
/// <see cref="BpfProgramInfo.RunTime"/>. Each run takes some twenty nanoseconds more.
/// </summary>
public sealed class BpfStatistics : IDisposable
{
    private readonly FileDescriptor _descriptor;

    private BpfStatistics(FileDescriptor descriptor) => _descriptor = descriptor;

    /// <summary>Begins to count, for all programs of the machine. What is counted already goes on.</summary>
    /// <returns>What keeps the kernel counting until it is disposed.</returns>
    /// <exception cref="BpfException">The kernel refuses (<c>BPF_ENABLE_STATS</c>): it takes <c>CAP_SYS_ADMIN</c>. Since Linux 5.8.</exception>
    public static BpfStatistics Enable()
    {
        var attributes = default(EnableStatisticsAttributes);
        var fd = Bpf.Call(BpfCommand.EnableStatistics, ref attributes);
        if (fd < 0)
        {
            var errno = Errno.Last;
            throw new BpfException("BPF_ENABLE_STATS", errno, "run-time statistics", Hints.ForCapability(errno, Capability.SysAdmin));
        }

        return new BpfStatistics(new FileDescriptor(fd));
    }

    /// <summary>Ends the counting, unless somebody else keeps it going. What was counted stays.</summary>
    public void Dispose() => _descriptor.Dispose();
}
