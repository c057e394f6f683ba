using System;

namespace BpfGen;

/// <summary>
/// Renames the property of a map of this class's eBPF object. The metadata <c>BpfMaps</c> of the project file does the same for a class
/// that is generated as a whole.
/// </summary>
/// <param name="map">The map's name: the name of its variable in the eBPF source.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class BpfMapAttribute(string map) : Attribute
{
    /// <summary>The map's name: the name of its variable in the eBPF source.</summary>
    public string Map { get; } = map;

    /// <summary>The name of the map's property in this class.</summary>
    public string? Name { get; set; }
}
