using System;
using System.Runtime.InteropServices;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>
/// An array (<c>BPF_MAP_TYPE_ARRAY</c>) whose values are bytes, because the object does not say what they are. <see cref="As{TValue}"/>
/// gives them a type.
/// </summary>
public sealed class ArrayMap : BpfMap, IMapHandle<ArrayMap>
{
    private ArrayMap(LoadedMap map)
        : base(map)
    {
    }

    /// <summary>The number of its elements.</summary>
    public uint Length => MaxEntries;

    /// <summary>The same map with typed values. Disposing either disposes both.</summary>
    /// <typeparam name="TValue">A struct of the size of a value, laid out as the program has it.</typeparam>
    /// <exception cref="InvalidOperationException">The type has another size.</exception>
    public ArrayMap<TValue> As<TValue>()
        where TValue : unmanaged => new(Origin);

    /// <summary>Reads an element.</summary>
    /// <param name="index">Which one.</param>
    /// <param name="value">Where the value goes, <see cref="BpfMap.ValueSize"/> bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such element.</exception>
    /// <exception cref="ArgumentException">The span has another size.</exception>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    public void Read(uint index, Span<byte> value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Length);
        CheckSize(value.Length, ValueSize, "value");
        Lookup(ref Bytes(ref index), ref MemoryMarshal.GetReference(value));
    }

    /// <summary>Writes an element.</summary>
    /// <param name="index">Which one.</param>
    /// <param name="value">The value, <see cref="BpfMap.ValueSize"/> bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such element.</exception>
    /// <exception cref="ArgumentException">The span has another size.</exception>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    public void Write(uint index, ReadOnlySpan<byte> value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Length);
        CheckSize(value.Length, ValueSize, "value");
        Update(ref Bytes(ref index), ref MemoryMarshal.GetReference(value), UpdateMode.Any);
    }

    static ArrayMap IMapHandle<ArrayMap>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<ArrayMap>.Takes(MapType type) => type == MapType.Array;
}
