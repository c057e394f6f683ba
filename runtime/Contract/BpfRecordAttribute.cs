using System;

namespace BpfGen;

/// <summary>
/// Sets the record type of a ring buffer or perf event array, because its map definition cannot name a record type. The map's property is
/// then a <see cref="RingBuffer{T}"/> or <see cref="PerfEventArray{T}"/>. If a buffer has records of several types, use one attribute for
/// each type: C# structs are generated for all of them, and the map's property is the untyped <see cref="RingBuffer"/> or <see
/// cref="PerfEventArray"/>.
/// </summary>
/// <param name="map">The map's name: the name of its variable in the eBPF source.</param>
/// <param name="type">The name of the type in the eBPF source, such as <c>struct event</c> or <c>event</c>.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class BpfRecordAttribute(string map, string type) : Attribute
{
    /// <summary>The map's name.</summary>
    public string Map { get; } = map;

    /// <summary>The name of the type.</summary>
    public string Type { get; } = type;
}
