using System;

namespace BpfGen;

/// <summary>
/// Sets the name of the property for a map of this class's eBPF object. For a class without a partial declaration, the metadata
/// <c>BpfMaps</c> in the project file does the same.
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
