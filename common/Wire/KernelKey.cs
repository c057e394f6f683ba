using System;

namespace BpfGen.Wire;

/// <summary>
/// The number that identifies a kernel in generated code. Its upper 40 bits are a hash (FNV-1a) of the release and the architecture, as
/// <c>uname -r</c> and <c>uname -m</c> print them, because distributions give kernels of several architectures the same release. Its lower
/// 24 bits are the lowest bits of the size of the kernel's BTF, to distinguish kernels of the same release with different types.
/// </summary>
internal static class KernelKey
{
    private const ulong Start = 0xcbf29ce484222325;
    private const ulong Factor = 0x100000001b3;
    private const int SizeBits = 24;
    private const int ReleaseBits = 40;
    private const ulong SizeMask = (1ul << SizeBits) - 1;

    /// <param name="release">The release, such as <c>5.4.0-150-generic</c>.</param>
    /// <param name="machine">The architecture, such as <c>x86_64</c>; empty if it is unknown.</param>
    /// <param name="size">The size of the kernel's BTF in bytes.</param>
    public static ulong Of(ReadOnlySpan<byte> release, ReadOnlySpan<byte> machine, long size)
    {
        var hash = Add(Add(Add(Start, release), "/"u8), machine);
        return ((hash ^ (hash >> ReleaseBits)) << SizeBits) | ((ulong)size & SizeMask);
    }

    /// <summary>The part of a key that is the same for all kernels of one release and architecture.</summary>
    public static ulong ReleaseOf(ulong key) => key >> SizeBits;

    private static ulong Add(ulong hash, ReadOnlySpan<byte> text)
    {
        foreach (var letter in text)
        {
            hash = unchecked((hash ^ letter) * Factor);
        }

        return hash;
    }
}
