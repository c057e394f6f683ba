using System;
using System.Runtime.InteropServices;
using BpfGen.Loading;
using BpfGen.Maps;

namespace BpfGen;

/// <summary>
/// An array map with one value for each CPU in every element (<c>BPF_MAP_TYPE_PERCPU_ARRAY</c>), and with an unknown value type.
/// <see cref="As{TValue}"/> returns the map with typed values.
/// </summary>
public sealed class PerCpuArrayMap : PerCpuMap, IMapHandle<PerCpuArrayMap>
{
    private PerCpuArrayMap(LoadedMap map)
        : base(map)
    {
    }

    /// <summary>The number of elements.</summary>
    public uint Length => MaxEntries;

    /// <summary>Reads the values of an element, one for each CPU.</summary>
    /// <param name="index">The index of the element.</param>
    /// <param name="values">
    /// Receives the values: <see cref="PerCpuMap.EntrySize"/> bytes. Each CPU's value is padded to a multiple of 8 bytes.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">The index is not below <see cref="Length"/>.</exception>
    /// <exception cref="ArgumentException">The span has the wrong length.</exception>
    /// <exception cref="BpfException">The kernel rejected the command.</exception>
    public void GetValues(uint index, Span<byte> values)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Length);
        CheckSize(values.Length, EntrySize, "entry");
        Lookup(ref Bytes(ref index), ref MemoryMarshal.GetReference(values));
    }

    /// <summary>Returns the same map with typed values. Disposing one of the two objects disposes both.</summary>
    /// <typeparam name="TValue">A struct of <see cref="BpfMap.ValueSize"/> bytes, with the same layout as in the eBPF program.</typeparam>
    /// <exception cref="InvalidOperationException">The size of the type differs from <see cref="BpfMap.ValueSize"/>.</exception>
    public PerCpuArrayMap<TValue> As<TValue>()
        where TValue : unmanaged => new(Origin);

    /// <summary>Creates a per-CPU array without an object file.</summary>
    /// <param name="valueSize">The size of one CPU's value in bytes.</param>
    /// <param name="length">The number of elements.</param>
    /// <param name="options">The name, flags, NUMA node and pin; null for none.</param>
    /// <returns>The new map. Dispose it when you no longer need it.</returns>
    /// <exception cref="BpfException">
    /// The kernel rejected the map, or a map of another type or size is pinned at the path in the options.
    /// </exception>
    public static PerCpuArrayMap Create(int valueSize, uint length, MapCreateOptions? options = null) =>
        MapCreation.Create<PerCpuArrayMap>(MapType.PerCpuArray, sizeof(uint), valueSize, length, options);

    static PerCpuArrayMap IMapHandle<PerCpuArrayMap>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<PerCpuArrayMap>.Takes(MapType type) => type == MapType.PerCpuArray;
}
