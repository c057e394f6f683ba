using System.Threading;
using BpfGen.Interop;
using BpfGen.KernelFacts;

namespace BpfGen.Host;

/// <summary>
/// Raises the limit of locked memory. Before Linux 5.11, maps and programs count as locked memory, which is limited to 64 KiB by default.
/// </summary>
internal static unsafe class MemoryLimit
{
    private const int LockedMemory = 8;
    private static int _lifted;

    /// <summary>
    /// Raises the limit once, if the running kernel counts maps and programs as locked memory. A failure is ignored here, because creating
    /// the first map then fails with an exact message.
    /// </summary>
    public static void Lift()
    {
        if (RunningKernel.Version < FirstKernels.MemoryCountedByCgroup && Interlocked.Exchange(ref _lifted, 1) == 0)
        {
            var limits = stackalloc ulong[] { ulong.MaxValue, ulong.MaxValue };
            _ = Libc.SetResourceLimit(LockedMemory, limits);
        }
    }
}
