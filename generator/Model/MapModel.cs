using BpfGen.Generator.Collections;

namespace BpfGen.Generator.Model;

/// <summary>A map that an object defines.</summary>
/// <param name="Name">Its name in the source.</param>
/// <param name="Type">Its type; a number that no <see cref="MapType"/> names is passed on to the kernel as it is.</param>
/// <param name="KeySize">The size of a key in bytes.</param>
/// <param name="ValueSize">The size of a value in bytes.</param>
/// <param name="MaxEntries">How many entries it holds at the most.</param>
/// <param name="Flags">The <c>BPF_F_…</c> flags of its creation.</param>
internal sealed record MapModel(string Name, MapType Type, uint KeySize, uint ValueSize, uint MaxEntries, uint Flags)
{
    public const uint FlagMappable = 1 << 10;

    /// <summary>The NUMA node that its memory comes from; meant only where the flags say so.</summary>
    public uint NumaNode { get; init; }

    /// <summary>For a map of maps: the index in <see cref="ObjectModel.Maps"/> of the map that its inner maps look like.</summary>
    public int? InnerMap { get; init; }

    /// <summary>For a pinned map: where in the BPF file system it lives.</summary>
    public string? PinPath { get; init; }

    /// <summary>The BTF type of its keys; 0 for none.</summary>
    public uint KeyType { get; init; }

    /// <summary>The C# type of its keys, where they have a type that C# can say.</summary>
    public string? KeyName { get; init; }

    /// <summary>The BTF type of its values; 0 for none.</summary>
    public uint ValueType { get; init; }

    /// <summary>The C# type of its values, where they have a type that C# can say.</summary>
    public string? ValueName { get; init; }

    /// <summary>The BTF type of its keys where the kernel takes none for this kind of map, and only the handle wants to know; 0 for none.</summary>
    public uint NamedKeyType { get; init; }

    /// <summary>
    /// For a buffer, queue or stack whose definition names the type of its records, which the kernel does not take: that BTF type; 0 for none.
    /// </summary>
    public uint RecordType { get; init; }

    /// <summary>What <c>map_extra</c> says: a number that means something else for each kind of map.</summary>
    public ulong Extra { get; init; }

    /// <summary>For a map that holds a section of global variables: what it holds at first.</summary>
    public SectionData? Data { get; init; }

    /// <summary>For such a map whose variables have types: the class that gives references to them.</summary>
    public string? Variables { get; init; }

    /// <summary>Programs send records through it.</summary>
    public bool IsBuffer => Type is MapType.RingBuffer or MapType.PerfEventArray or MapType.UserRingBuffer;

    /// <summary>For the map that holds values of the kernel's configuration: which ones.</summary>
    public EquatableArray<ConfigVariable> Config { get; init; } = [];

    /// <summary>For a struct of functions: which ones.</summary>
    public StructOpsModel? StructOps { get; init; }

    /// <summary>Whether it is created where nothing else is said: its section has no <c>?</c>.</summary>
    public bool AutoCreate { get; init; } = true;

    /// <summary>User space may map its contents into its own memory (<c>BPF_F_MMAPABLE</c>).</summary>
    public bool IsMappable => (Flags & FlagMappable) != 0;

    /// <summary>It only shows the kernel what the inner maps of another look like: no handle is made of it.</summary>
    public bool IsTemplate { get; init; }

    /// <summary>Whether the definition names a BTF type for the keys, for the kernel or for the handle only.</summary>
    public bool HasKeyType => KeyType != 0 || NamedKeyType != 0;

    /// <summary>Whether the definition names a BTF type for the values or records, for the kernel or for the handle only.</summary>
    public bool HasValueType => ValueType != 0 || RecordType != 0;
}
