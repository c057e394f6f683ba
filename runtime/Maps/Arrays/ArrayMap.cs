using System;
using System.Runtime.InteropServices;
using BpfGen.Loading;
using BpfGen.Maps;

namespace BpfGen;

/// <summary>
/// An array map (<c>BPF_MAP_TYPE_ARRAY</c>) whose value type is unknown, so that its values are bytes. <see cref="As{TValue}"/> returns the
/// map with typed values. All elements exist from the start, with all bytes zero.
/// </summary>
public sealed class ArrayMap : BpfMap, IMapHandle<ArrayMap>
{
    private ArrayMap(LoadedMap map)
        : base(map)
    {
    }

    /// <summary>The number of elements.</summary>
    public uint Length => MaxEntries;

    /// <summary>Returns the same map with typed values. Disposing one of the two objects disposes both.</summary>
    /// <typeparam name="TValue">A struct of <see cref="BpfMap.ValueSize"/> bytes, with the same layout as in the eBPF program.</typeparam>
    /// <exception cref="InvalidOperationException">The size of the type differs from <see cref="BpfMap.ValueSize"/>.</exception>
    public ArrayMap<TValue> As<TValue>()
        where TValue : unmanaged => new(Origin);

    /// <summary>Reads an element.</summary>
    /// <param name="index">The index of the element.</param>
    /// <param name="value">Receives the value: <see cref="BpfMap.ValueSize"/> bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The index is not below <see cref="Length"/>.</exception>
    /// <exception cref="ArgumentException">The span has the wrong length.</exception>
    /// <exception cref="BpfException">The kernel rejected the command.</exception>
    public void Read(uint index, Span<byte> value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Length);
        CheckSize(value.Length, ValueSize, "value");
        Lookup(ref Bytes(ref index), ref MemoryMarshal.GetReference(value));
    }

    /// <summary>Writes an element.</summary>
    /// <param name="index">The index of the element.</param>
    /// <param name="value">The new value: <see cref="BpfMap.ValueSize"/> bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The index is not below <see cref="Length"/>.</exception>
    /// <exception cref="ArgumentException">The span has the wrong length.</exception>
    /// <exception cref="BpfException">The kernel rejected the command.</exception>
    public void Write(uint index, ReadOnlySpan<byte> value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Length);
        CheckSize(value.Length, ValueSize, "value");
        Update(ref Bytes(ref index), ref MemoryMarshal.GetReference(value), UpdateMode.Any);
    }

    /// <summary>Creates an array without an object file.</summary>
    /// <param name="valueSize">The size of a value in bytes.</param>
    /// <param name="length">The number of elements.</param>
    /// <param name="options">The name, flags, NUMA node and pin; null for none.</param>
    /// <returns>The new map. Dispose it when you no longer need it.</returns>
    /// <exception cref="BpfException">
    /// The kernel rejected the map, or a map of another type or size is pinned at the path in the options.
    /// </exception>
    public static ArrayMap Create(int valueSize, uint length, MapCreateOptions? options = null) =>
        MapCreation.Create<ArrayMap>(MapType.Array, sizeof(uint), valueSize, length, options);

    static ArrayMap IMapHandle<ArrayMap>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<ArrayMap>.Takes(MapType type) => type == MapType.Array;
}
