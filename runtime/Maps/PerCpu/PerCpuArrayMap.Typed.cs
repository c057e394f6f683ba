using System;
using BpfGen.Loading;
using BpfGen.Maps;

namespace BpfGen;

/// <summary>
/// An array map with one value for each CPU in every element (<c>BPF_MAP_TYPE_PERCPU_ARRAY</c>). A program changes the value of the CPU
/// that it runs on.
/// </summary>
/// <remarks>All members are safe to call from several threads at once. Programs change the values at any time.</remarks>
/// <example>
/// <code>
/// using var tracer = Tracer.Load();
/// PerCpuArrayMap&lt;ulong&gt; counters = tracer.Counters;
///
/// var values = new ulong[PerCpuMap.CpuCount];       // one value for each CPU
/// counters.GetValues(0, values);
/// ulong total = 0;
/// foreach (var value in values)
/// {
///     total += value;
/// }
/// </code>
/// </example>
/// <typeparam name="TValue">The type of one CPU's value, with the same layout as in the eBPF program.</typeparam>
public sealed class PerCpuArrayMap<TValue> : PerCpuMap, IMapHandle<PerCpuArrayMap<TValue>>
    where TValue : unmanaged
{
    internal PerCpuArrayMap(LoadedMap map)
        : base(map) => CheckType<TValue>(ValueSize, "values", map);

    /// <summary>The number of elements.</summary>
    public uint Length => MaxEntries;

    /// <summary>Reads the values of an element, one for each CPU.</summary>
    /// <param name="index">The index of the element.</param>
    /// <param name="values">
    /// Receives the values. The span's length must be <see cref="PerCpuMap.CpuCount"/>. The index is the CPU number.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">The index is not below <see cref="Length"/>.</exception>
    /// <exception cref="ArgumentException">The span has the wrong length.</exception>
    /// <exception cref="BpfException">The kernel rejected the command.</exception>
    public void GetValues(uint index, Span<TValue> values)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Length);
        LookupAll(ref Bytes(ref index), values);
    }

    /// <summary>Writes the values of an element, one for each CPU.</summary>
    /// <param name="index">The index of the element.</param>
    /// <param name="values">
    /// The new values. The span's length must be <see cref="PerCpuMap.CpuCount"/>. The index is the CPU number.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">The index is not below <see cref="Length"/>.</exception>
    /// <exception cref="ArgumentException">The span has the wrong length.</exception>
    /// <exception cref="BpfException">The kernel rejected the command.</exception>
    public void SetValues(uint index, ReadOnlySpan<TValue> values)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Length);
        UpdateAll(ref Bytes(ref index), values, UpdateMode.Any);
    }

    /// <summary>Creates a per-CPU array without an object file.</summary>
    /// <param name="length">The number of elements.</param>
    /// <param name="options">The name, flags, NUMA node and pin; null for none.</param>
    /// <returns>The new map. Dispose it when you no longer need it.</returns>
    /// <exception cref="BpfException">
    /// The kernel rejected the map, or a map of another type or size is pinned at the path in the options.
    /// </exception>
    public static PerCpuArrayMap<TValue> Create(uint length, MapCreateOptions? options = null) =>
        MapCreation.Create<PerCpuArrayMap<TValue>, uint, TValue>(MapType.PerCpuArray, length, options);

    static PerCpuArrayMap<TValue> IMapHandle<PerCpuArrayMap<TValue>>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<PerCpuArrayMap<TValue>>.Takes(MapType type) => type == MapType.PerCpuArray;
}
