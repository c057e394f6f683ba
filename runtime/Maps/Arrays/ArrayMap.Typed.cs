using System;
using System.Collections;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using BpfGen.Loading;
using BpfGen.Maps;

namespace BpfGen;

/// <summary>An array map (<c>BPF_MAP_TYPE_ARRAY</c>). All elements exist from the start, with all bytes zero.</summary>
/// <remarks>All members are safe to call from several threads at once. Programs change the elements at any time.</remarks>
/// <example>
/// <code>
/// using var tracer = Tracer.Load();
/// ArrayMap&lt;ulong&gt; counters = tracer.Counters;
/// counters[0] = 0;                                  // one system call
/// ulong packets = counters[1];
///
/// var all = new ulong[counters.Length];
/// counters.Read(0, all);                            // one system call for each 256 elements
/// </code>
/// </example>
/// <typeparam name="TValue">The type of the values, with the same layout as in the eBPF program.</typeparam>
public sealed partial class ArrayMap<TValue>
    : BpfMap, IMapHandle<ArrayMap<TValue>>, IEnumerable<TValue>, IEntryBatches<uint, TValue>
    where TValue : unmanaged
{
    internal ArrayMap(LoadedMap map)
        : base(map) => CheckType<TValue>(ValueSize, "values", map);

    /// <summary>The number of elements.</summary>
    public uint Length => MaxEntries;

    /// <summary>Reads or writes an element, with one system call.</summary>
    /// <param name="index">The index of the element.</param>
    /// <exception cref="ArgumentOutOfRangeException">The index is not below <see cref="Length"/>.</exception>
    /// <exception cref="BpfException">The kernel rejected the command.</exception>
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
            Update(ref Bytes(ref index), ref Clean(ref value), UpdateMode.Any);
        }
    }

    /// <summary>Enumerates the elements in order, with one system call for each element. <see cref="Read"/> is faster.</summary>
    public IEnumerator<TValue> GetEnumerator()
    {
        for (var i = 0u; i < Length; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Creates an array without an object file.</summary>
    /// <param name="length">The number of elements.</param>
    /// <param name="options">The name, flags, NUMA node and pin; null for none.</param>
    /// <returns>The new map. Dispose it when you no longer need it.</returns>
    /// <exception cref="BpfException">
    /// The kernel rejected the map, or a map of another type or size is pinned at the path in the options.
    /// </exception>
    public static ArrayMap<TValue> Create(uint length, MapCreateOptions? options = null) =>
        MapCreation.Create<ArrayMap<TValue>, uint, TValue>(MapType.Array, length, options);

    static ArrayMap<TValue> IMapHandle<ArrayMap<TValue>>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<ArrayMap<TValue>>.Takes(MapType type) => type == MapType.Array;
}
