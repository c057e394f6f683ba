using System;

namespace BpfGen;

/// <summary>
/// Makes the build fail unless the eBPF object of this class has a map with this name and, if given, this type and these sizes.
/// </summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class RequiresMapAttribute : Attribute
{
    /// <summary>Requires a map with this name, of any type.</summary>
    /// <param name="map">The map's name: the name of its variable in the eBPF source.</param>
    public RequiresMapAttribute(string map) => Map = map;

    /// <summary>Requires a map with this name and type.</summary>
    /// <param name="map">The map's name: the name of its variable in the eBPF source.</param>
    /// <param name="type">The map type.</param>
    public RequiresMapAttribute(string map, MapType type)
        : this(map) => Type = type;

    /// <summary>Requires a map with this name, type and sizes.</summary>
    /// <param name="map">The map's name: the name of its variable in the eBPF source.</param>
    /// <param name="type">The map type.</param>
    /// <param name="keySize">The size of a key in bytes.</param>
    /// <param name="valueSize">The size of a value in bytes.</param>
    public RequiresMapAttribute(string map, MapType type, int keySize, int valueSize)
        : this(map, type)
    {
        KeySize = keySize;
        ValueSize = valueSize;
    }

    /// <summary>The map's name.</summary>
    public string Map { get; }

    /// <summary>The map type; <see cref="MapType.Unspecified"/> for any.</summary>
    public MapType Type { get; }

    /// <summary>The size of a key in bytes; -1 for any.</summary>
    public int KeySize { get; } = -1;

    /// <summary>The size of a value in bytes; -1 for any.</summary>
    public int ValueSize { get; } = -1;
}
