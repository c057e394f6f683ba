using System.Threading;
using BpfGen.Interop;
using BpfGen.KernelFacts;

namespace BpfGen.Host;

/// <summary>Before 5.11 the kernel counts maps and programs as locked memory, of which a process may have 64 KiB by default.</summary>
internal static unsafe class MemoryLimit
{
    private const int LockedMemory = 8;
    private static int _lifted;

    /// <summary>Lifts the limit once where it matters. Where that is not allowed, creating the first map says so.</summary>
    public static void Lift()
    {
        if (RunningKernel.Version < FirstKernels.MemoryCountedByCgroup && Interlocked.Exchange(ref _lifted, 1) == 0)
        {
            var limits = stackalloc ulong[] { ulong.MaxValue, ulong.MaxValue };
            _ = Libc.SetResourceLimit(LockedMemory, limits);
        }
    }
}
