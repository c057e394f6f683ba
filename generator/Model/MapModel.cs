using BpfGen.Generator.Collections;

namespace BpfGen.Generator.Model;

/// <summary>A map that an object defines.</summary>
/// <param name="Name">The map's name in the source code.</param>
/// <param name="Type">The map's type. A value that <see cref="MapType"/> does not define is passed to the kernel unchanged.</param>
/// <param name="KeySize">The size of a key in bytes.</param>
/// <param name="ValueSize">The size of a value in bytes.</param>
/// <param name="MaxEntries">The maximum number of entries.</param>
/// <param name="Flags">The <c>BPF_F_…</c> flags to create the map with.</param>
internal sealed record MapModel(string Name, MapType Type, uint KeySize, uint ValueSize, uint MaxEntries, uint Flags)
{
    public const uint FlagMappable = 1 << 10;

    /// <summary>The NUMA node of the map's memory. Used only if <see cref="Flags"/> contains <c>BPF_F_NUMA_NODE</c>.</summary>
    public uint NumaNode { get; init; }

    /// <summary>
    /// For a map of maps: the index in <see cref="ObjectModel.Maps"/> of the map that defines the type and sizes of the inner maps.
    /// </summary>
    public int? InnerMap { get; init; }

    /// <summary>The path in the BPF file system to pin the map at; null if the map is not pinned.</summary>
    public string? PinPath { get; init; }

    /// <summary>
    /// The value of <c>pinning</c> in the definition. If no common loader defines the value, only the project knows the meaning of the
    /// value, and can read the value at load time.
    /// </summary>
    public uint Pinning { get; init; }

    /// <summary>The name of the C# property that the project sets for the map; null if the project sets none.</summary>
    public string? Member { get; init; }

    /// <summary>The BTF type ID of the keys; 0 if there is none.</summary>
    public uint KeyType { get; init; }

    /// <summary>The C# type of the keys; null if C# has no such type.</summary>
    public string? KeyName { get; init; }

    /// <summary>The BTF type ID of the values; 0 if there is none.</summary>
    public uint ValueType { get; init; }

    /// <summary>The C# type of the values; null if C# has no such type.</summary>
    public string? ValueName { get; init; }

    /// <summary>
    /// The BTF type ID of the keys, if the kernel accepts maps of this type only without a key type. Only the generated code uses this ID.
    /// 0 if the definition has no key type.
    /// </summary>
    public uint NamedKeyType { get; init; }

    /// <summary>
    /// The BTF type ID of the records of a buffer, queue or stack. Only the generated code uses this ID, because the kernel accepts no
    /// types for these maps. 0 if there is none.
    /// </summary>
    public uint RecordType { get; init; }

    /// <summary>The value of <c>map_extra</c>. Its meaning depends on the map's type.</summary>
    public ulong Extra { get; init; }

    /// <summary>For the map of a section of global variables: the initial values.</summary>
    public SectionData? Data { get; init; }

    /// <summary>For the map of a section of global variables with BTF: the C# class that gives access to the variables.</summary>
    public string? Variables { get; init; }

    /// <summary>Whether the map transfers records between programs and user space.</summary>
    public bool IsBuffer => Type is MapType.RingBuffer or MapType.PerfEventArray or MapType.UserRingBuffer;

    /// <summary>Whether the map carries records from programs to user space.</summary>
    public bool HasRecords => Type is MapType.RingBuffer or MapType.PerfEventArray;

    /// <summary>For the map of the kernel's configuration values: the variables in it.</summary>
    public EquatableArray<ConfigVariable> Config { get; init; } = [];

    /// <summary>For a struct_ops map: the struct that the map registers.</summary>
    public StructOpsModel? StructOps { get; init; }

    /// <summary>Whether the map is created by default: its section name does not start with <c>?</c>.</summary>
    public bool AutoCreate { get; init; } = true;

    /// <summary>Whether user space can map the contents into its own memory (<c>BPF_F_MMAPABLE</c>).</summary>
    public bool IsMappable => (Flags & FlagMappable) != 0;

    /// <summary>
    /// Whether the map only states the type and sizes of the inner maps of a map of maps (a template). The generated class has no property
    /// for it.
    /// </summary>
    public bool IsTemplate { get; init; }

    /// <summary>
    /// Whether the definition has a BTF type for the keys. The kernel may not accept this type: see <see cref="NamedKeyType"/>.
    /// </summary>
    public bool HasKeyType => KeyType != 0 || NamedKeyType != 0;

    /// <summary>
    /// Whether the definition has a BTF type for the values or records. The kernel may not accept this type: see <see cref="RecordType"/>.
    /// </summary>
    public bool HasValueType => ValueType != 0 || RecordType != 0;
}
