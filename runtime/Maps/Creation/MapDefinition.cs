using System.ComponentModel;

namespace BpfGen.Loading;

/// <summary>The definition of a map to create. Generated code makes it.</summary>
/// <param name="name">The whole name. The kernel keeps 15 characters of it.</param>
/// <param name="type">The map type.</param>
/// <param name="keySize">The size of a key in bytes.</param>
/// <param name="valueSize">The size of a value in bytes.</param>
/// <param name="maxEntries">The maximum number of entries. For a ring buffer: its size in bytes.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct MapDefinition(string name, MapType type, uint keySize, uint valueSize, uint maxEntries)
{
    /// <summary>The whole name. The kernel keeps 15 characters of it.</summary>
    public string Name { get; } = name;

    /// <summary>
    /// For a map of global variables whose name is the object's name and the section's name: the section's name. If the whole name is too
    /// long for the kernel, the object's name is cut, and the section's name stays whole. Null for other maps.
    /// </summary>
    public string? Section { get; init; }

    /// <summary>The map type.</summary>
    public MapType Type { get; init; } = type;

    /// <summary>The size of a key in bytes.</summary>
    public uint KeySize { get; init; } = keySize;

    /// <summary>The size of a value in bytes.</summary>
    public uint ValueSize { get; init; } = valueSize;

    /// <summary>The maximum number of entries. For a ring buffer: its size in bytes.</summary>
    public uint MaxEntries { get; init; } = maxEntries;

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

    /// <summary>Whether the map is created by default, that is, if the load options do not set AutoCreate.</summary>
    public bool AutoCreate { get; init; } = true;

    /// <summary>For a map of maps: the index of the template of its inner maps among the object's maps, in order of creation.</summary>
    public int? InnerMap { get; init; }

    /// <summary>The <c>pinning</c> in the map's definition in the object.</summary>
    public uint Pinning { get; init; }

    /// <summary>For a pinned map: the path in the BPF file system. Null if the map is not pinned.</summary>
    public string? PinPath { get; init; }

    /// <summary>
    /// The name of the map's load options, such as <c>Maps.Counts</c>. Set if the object leaves a size or the inner maps to them.
    /// </summary>
    public string? OptionsName { get; init; }

    /// <summary>Whether the object leaves the number of entries to the load options.</summary>
    public bool NeedsEntries { get; init; }

    /// <summary>Whether the object leaves the size of the values to the load options.</summary>
    public bool NeedsValueSize { get; init; }

    /// <summary>The capabilities that the whole object needs, for messages: one bit at the number of each.</summary>
    internal ulong Capabilities { get; init; }

    /// <summary>For a map of maps: whether the object leaves the definition of the inner maps to the load options.</summary>
    public bool NeedsInnerMap { get; init; }
}
