using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace BpfGen.Extensions.Hosting;

/// <summary>
/// Compares keys by their bytes, as the kernel does. The comparison of .NET for structs without an own one allocates, and needs reflection.
/// </summary>
internal sealed class BytesComparer<TKey> : IEqualityComparer<TKey>
    where TKey : unmanaged
{
    public static BytesComparer<TKey> Instance { get; } = new();

    public bool Equals(TKey x, TKey y) => Bytes(in x).SequenceEqual(Bytes(in y));

    public int GetHashCode(TKey obj)
    {
        var hash = default(HashCode);
        hash.AddBytes(Bytes(in obj));
        return hash.ToHashCode();
    }

    private static ReadOnlySpan<byte> Bytes(ref readonly TKey key) =>
        MemoryMarshal.AsBytes(MemoryMarshal.CreateReadOnlySpan(in key, 1));
}
