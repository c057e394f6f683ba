using System;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>An array with a value for each CPU in every element (<c>BPF_MAP_TYPE_PERCPU_ARRAY</c>).</summary>
/// <typeparam name="TValue">The type of one CPU's value, laid out as the program has it.</typeparam>
public sealed class PerCpuArrayMap<TValue> : PerCpuMap, IMapHandle<PerCpuArrayMap<TValue>>
    where TValue : unmanaged
{
    internal PerCpuArrayMap(LoadedMap map)
        : base(map) => CheckType<TValue>(ValueSize, "values", map);

    /// <summary>The number of its elements.</summary>
    public uint Length => MaxEntries;

    /// <summary>Reads the values of an element.</summary>
    /// <param name="index">Which one.</param>
    /// <param name="values">Where they go: <see cref="PerCpuMap.CpuCount"/> of them.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such element.</exception>
    /// <exception cref="ArgumentException">The span has another length.</exception>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    public void GetValues(uint index, Span<TValue> values)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Length);
        LookupAll(ref Bytes(ref index), values);
    }

    /// <summary>Writes the values of an element.</summary>
    /// <param name="index">Which one.</param>
    /// <param name="values">One for each CPU: <see cref="PerCpuMap.CpuCount"/> of them.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such element.</exception>
    /// <exception cref="ArgumentException">The span has another length.</exception>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    public void SetValues(uint index, ReadOnlySpan<TValue> values)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Length);
        UpdateAll(ref Bytes(ref index), values, UpdateMode.Any);
    }

    static PerCpuArrayMap<TValue> IMapHandle<PerCpuArrayMap<TValue>>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<PerCpuArrayMap<TValue>>.Takes(MapType type) => type == MapType.PerCpuArray;
}
