using System;

namespace BpfGen.KernelBtf;

/// <summary>Tells most names that are not among a few from those that are, without looking at them one by one.</summary>
internal readonly struct NameSet
{
    private const int Bits = 12;
    private readonly bool[]? _buckets = new bool[1 << Bits];

    public NameSet(ReadOnlySpan<WantedType> wanted)
    {
        foreach (var type in wanted)
        {
            _buckets![Bucket(type.Name)] = true;
        }
    }

    public bool MayHold(uint name) => _buckets is not null && _buckets[Bucket(name)];

    private static uint Bucket(uint name) => (name * 0x9e3779b1u) >> (32 - Bits);
}
