namespace BpfGen;

/// <summary>A map that an object file defines.</summary>
/// <param name="name">The name.</param>
/// <param name="type">The map type.</param>
/// <param name="keySize">The size of a key in bytes.</param>
/// <param name="valueSize">The size of a value in bytes.</param>
/// <param name="maxEntries">The maximum number of entries. For a ring buffer: its size in bytes.</param>
public sealed class DefinedMap(string name, MapType type, int keySize, int valueSize, uint maxEntries)
{
    /// <summary>The name, as in <see cref="BpfMap.Name"/>.</summary>
    public string Name { get; } = name;

    /// <summary>The name of the C# property of the generated class; null for the template of inner maps.</summary>
    public string? Property { get; init; }

    /// <summary>The map type.</summary>
    public MapType Type { get; } = type;

    /// <summary>The size of a key in bytes.</summary>
    public int KeySize { get; } = keySize;

    /// <summary>The size of a value in bytes. For a per-CPU map: the size of one CPU's value.</summary>
    public int ValueSize { get; } = valueSize;

    /// <summary>
    /// The maximum number of entries. For a ring buffer: its size in bytes. 0 if the map type has no such number, or if the load options
    /// must set the number.
    /// </summary>
    public uint MaxEntries { get; } = maxEntries;

    /// <summary>The C# type of the keys, such as <c>uint</c> or <c>Types.Flow</c>; null if it is unknown.</summary>
    public string? KeyType { get; init; }

    /// <summary>The C# type of the values, or of the records of a buffer; null if it is unknown.</summary>
    public string? ValueType { get; init; }

    /// <summary>The <c>BPF_F_…</c> flags (<c>uapi/linux/bpf.h</c>).</summary>
    public uint Flags { get; init; }

    /// <summary>The NUMA node. Used only if <see cref="Flags"/> contains <c>BPF_F_NUMA_NODE</c>.</summary>
    public uint NumaNode { get; init; }

    /// <summary>The <c>map_extra</c> number. Its meaning depends on the map type.</summary>
    public ulong Extra { get; init; }

    /// <summary>
    /// The value of <c>pinning</c> in the map definition (1 for <c>LIBBPF_PIN_BY_NAME</c>); 0 if the definition has none.
    /// </summary>
    public uint Pinning { get; init; }

    /// <summary>The path in the BPF file system at which a load pins the map; null if the load does not pin it.</summary>
    public string? PinPath { get; init; }

    /// <summary>For a map of global variables: the name of their section, such as <c>.rodata</c>. Null for other maps.</summary>
    public string? Section { get; init; }

    /// <summary>For a map of global variables: whether the variables are constant after the load. False for other maps.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>Whether the load creates the map by default.</summary>
    public bool AutoCreate { get; init; } = true;

    /// <summary>For a map of maps: the template of its inner maps. Null for other maps.</summary>
    public DefinedMap? Inner { get; init; }

    /// <summary>Returns the name.</summary>
    public override string ToString() => Name;
}
