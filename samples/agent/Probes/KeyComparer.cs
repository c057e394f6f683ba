using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace BpfGen.Agent.Probes;

/// <summary>Compares keys as the kernel does: by their bytes.</summary>
internal sealed class KeyComparer<TKey> : IEqualityComparer<TKey>
    where TKey : unmanaged
{
    public bool Equals(TKey x, TKey y) => Bytes(in x).SequenceEqual(Bytes(in y));

    public int GetHashCode(TKey obj)
    {
        var hash = default(HashCode);
        hash.AddBytes(Bytes(in obj));
        return hash.ToHashCode();
    }

    private static ReadOnlySpan<byte> Bytes(ref readonly TKey key) => MemoryMarshal.AsBytes(new ReadOnlySpan<TKey>(in key));
}
