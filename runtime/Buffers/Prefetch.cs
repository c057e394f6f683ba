using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace BpfGen.Buffers;

/// <summary>
/// Prefetches memory for a loop over records. Programs wrote the records on other CPUs or long ago, so the records are not in a near cache.
/// </summary>
internal static unsafe class Prefetch
{
    /// <summary>
    /// The distance in bytes between the current record and the prefetched memory. This distance hides the latency of the last-level cache.
    /// </summary>
    private const int Ahead = 1024;

    /// <summary>
    /// Prefetches memory after a record while the consumer uses the record. This is only a hint, so it may point past the end of the
    /// buffer. It does nothing except on x86: .NET 10 has no intrinsic for arm64's <c>PRFM</c>, and a load in its place would wait for
    /// memory.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Behind(byte* record)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(record + Ahead);
        }
    }
}
