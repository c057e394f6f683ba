using System;
using BpfGen.Errors;
using BpfGen.Interop;

namespace BpfGen;

/// <summary>
/// Turns on the kernel's run-time statistics. Until this object is disposed, the kernel counts the runs of every program
/// (<see cref="BpfProgramInfo.RunCount"/>) and their duration (<see cref="BpfProgramInfo.RunTime"/>). This costs about 20 ns in each
/// run.
/// </summary>
public sealed class BpfStatistics : IDisposable
{
    private readonly FileDescriptor _descriptor;

    private BpfStatistics(FileDescriptor descriptor) => _descriptor = descriptor;

    /// <summary>
    /// Turns on run-time statistics for all programs of the machine. Existing counts continue from their values. Since Linux 5.8.
    /// </summary>
    /// <returns>An object that keeps the statistics on until it is disposed.</returns>
    /// <exception cref="BpfException">
    /// The kernel rejected the call (<c>BPF_ENABLE_STATS</c>), which requires <c>CAP_SYS_ADMIN</c>.
    /// </exception>
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

    /// <summary>Turns the statistics off, unless another process keeps them on. The kernel keeps the counts.</summary>
    public void Dispose() => _descriptor.Dispose();
}
