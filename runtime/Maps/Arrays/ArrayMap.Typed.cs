using System;
using System.Collections;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>An array (<c>BPF_MAP_TYPE_ARRAY</c>). All its elements are there from the start, and are zero.</summary>
/// <typeparam name="TValue">The type of the values, laid out as the program has it.</typeparam>
public sealed partial class ArrayMap<TValue> : BpfMap, IMapHandle<ArrayMap<TValue>>, IEnumerable<TValue>
    where TValue : unmanaged
{
    internal ArrayMap(LoadedMap map)
        : base(map) => CheckType<TValue>(ValueSize, "values", map);

    /// <summary>The number of its elements.</summary>
    public uint Length => MaxEntries;

    /// <summary>Reads or writes an element.</summary>
    /// <param name="index">Which one.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such element.</exception>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    public TValue this[uint index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Length);
            Unsafe.SkipInit(out TValue value);
            Lookup(ref Bytes(ref index), ref Bytes(ref value));
            return value;
        }

        set
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Length);
            Update(ref Bytes(ref index), ref Bytes(ref value), UpdateMode.Any);
        }
    }

    /// <summary>Reads the elements one after the other.</summary>
    public IEnumerator<TValue> GetEnumerator()
    {
        for (var i = 0u; i < Length; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    static ArrayMap<TValue> IMapHandle<ArrayMap<TValue>>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<ArrayMap<TValue>>.Takes(MapType type) => type == MapType.Array;
}
