using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace BpfGen.Buffers;

/// <summary>Fetches memory that a loop over records comes to soon: programs wrote it on other CPUs, or so long ago that it is in no near cache.</summary>
internal static unsafe class Prefetch
{
    /// <summary>How many bytes ahead of a record: enough for what comes from the furthest cache.</summary>
    private const int Ahead = 1024;

    /// <summary>Has what comes some records later on its way while the consumer looks at this one. A hint, which may reach beyond the memory; x86 only.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Behind(byte* record)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(record + Ahead);
        }
    }
}
