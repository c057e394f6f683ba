using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace BpfGen.Loading;

/// <summary>The definition of a map to create. Generated code creates it.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed record MapDefinition
{
    /// <summary>Creates a definition.</summary>
    /// <param name="name">The whole name. The kernel keeps 15 characters of it.</param>
    /// <param name="type">The map type.</param>
    /// <param name="keySize">The size of a key in bytes.</param>
    /// <param name="valueSize">The size of a value in bytes.</param>
    /// <param name="maxEntries">The maximum number of entries. For a ring buffer: its size in bytes.</param>
    public MapDefinition(string name, MapType type, uint keySize, uint valueSize, uint maxEntries)
    {
        Name = name;
        Type = type;
        KeySize = keySize;
        ValueSize = valueSize;
        MaxEntries = maxEntries;
    }

    /// <summary>The whole name. The kernel keeps 15 characters of it.</summary>
    public string Name { get; }

    /// <summary>
    /// The section's name, for a map of global variables that is named after its object and section, such as <c>probe.rodata</c>. If the
    /// whole name is too long for the kernel, the loader shortens the object's name and keeps the section's name. Null for other maps.
    /// </summary>
    public string? Section { get; init; }

    /// <summary>The map type.</summary>
    public MapType Type { get; init; }

    /// <summary>The size of a key in bytes.</summary>
    public uint KeySize { get; init; }

    /// <summary>The size of a value in bytes.</summary>
    public uint ValueSize { get; init; }

    /// <summary>The maximum number of entries. For a ring buffer: its size in bytes.</summary>
    public uint MaxEntries { get; init; }

    /// <summary>The <c>BPF_F_…</c> flags to create the map with.</summary>
    public uint Flags { get; init; }

    /// <summary>The NUMA node for the map's memory. Used only if <see cref="Flags"/> contains <c>BPF_F_NUMA_NODE</c>.</summary>
    public uint NumaNode { get; init; }

    /// <summary>The BTF type id of the keys; 0 for none.</summary>
    public uint KeyType { get; init; }

    /// <summary>The BTF type id of the values; 0 for none.</summary>
    public uint ValueType { get; init; }

    /// <summary>The <c>map_extra</c> number. Its meaning depends on the map type.</summary>
    public ulong Extra { get; init; }

    /// <summary>For a <c>struct_ops</c> map: the kernel's type of the map's value.</summary>
    internal KernelReference KernelValueType { get; init; }

    /// <summary>Whether the map is created if the load options do not set AutoCreate.</summary>
    public bool AutoCreate { get; init; } = true;

    /// <summary>
    /// For a map of maps: the index of the map whose type, sizes and flags all inner maps have (the template). The index counts the
    /// object's maps in the order of creation. Null if the object defines no inner map.
    /// </summary>
    public int? InnerMap { get; init; }

    /// <summary>The <c>pinning</c> attribute in the object's definition of the map; 0 if the definition has none.</summary>
    public uint Pinning { get; init; }

    /// <summary>For a pinned map: the path in the BPF file system. Null if the map is not pinned.</summary>
    public string? PinPath { get; init; }

    /// <summary>
    /// For messages: the name of the map's load options, such as <c>Maps.Counts</c>. Null if the object defines the map completely, because
    /// messages then never ask the user to set these options.
    /// </summary>
    public string? OptionsName { get; init; }

    /// <summary>Whether the object does not define the number of entries, so that the load options must set it.</summary>
    public bool NeedsEntries { get; init; }

    /// <summary>Whether the object does not define the size of the values, so that the load options must set it.</summary>
    public bool NeedsValueSize { get; init; }

    /// <summary>For a map of maps: whether the object does not define the inner maps, so that the load options must define them.</summary>
    public bool NeedsInnerMap { get; init; }

    /// <inheritdoc/>
    public bool Equals(MapDefinition? other) => ReferenceEquals(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => RuntimeHelpers.GetHashCode(this);

    /// <summary>Returns the name.</summary>
    public override string ToString() => Name;
}
