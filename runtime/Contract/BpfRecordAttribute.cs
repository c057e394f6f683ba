using System;

namespace BpfGen;

/// <summary>
/// Says of what type the records of a ring buffer or perf event array are, where the map's definition does not: its handle is then a
/// <see cref="RingBuffer{T}"/> or <see cref="PerfEventArray{T}"/>. A buffer of records of several types has an attribute for each, and a handle without a type.
/// </summary>
/// <param name="map">The map's name: that of its variable in the eBPF source.</param>
/// <param name="type">The type's name in the eBPF source: <c>struct event</c>, or <c>event</c>.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class BpfRecordAttribute(string map, string type) : Attribute
{
    /// <summary>The map's name.</summary>
    public string Map { get; } = map;

    /// <summary>The type's name.</summary>
    public string Type { get; } = type;
}
