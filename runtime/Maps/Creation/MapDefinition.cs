using System.ComponentModel;

namespace BpfGen.Loading;

/// <summary>A map to create, as generated code describes it.</summary>
/// <param name="name">Its name in the kernel: at most 15 characters of <c>[A-Za-z0-9_.]</c>.</param>
/// <param name="type">Its type.</param>
/// <param name="keySize">The size of a key in bytes.</param>
/// <param name="valueSize">The size of a value in bytes.</param>
/// <param name="maxEntries">How many entries it holds at the most.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct MapDefinition(string name, MapType type, uint keySize, uint valueSize, uint maxEntries)
{
    /// <summary>Its name in the kernel.</summary>
    public string Name { get; } = name;

    /// <summary>Its type.</summary>
    public MapType Type { get; } = type;

    /// <summary>The size of a key in bytes.</summary>
    public uint KeySize { get; } = keySize;

    /// <summary>The size of a value in bytes.</summary>
    public uint ValueSize { get; init; } = valueSize;

    /// <summary>How many entries it holds at the most.</summary>
    public uint MaxEntries { get; init; } = maxEntries;

    /// <summary>The <c>BPF_F_…</c> flags of its creation.</summary>
    public uint Flags { get; init; }

    /// <summary>The NUMA node that its memory comes from, where the flags say so.</summary>
    public uint NumaNode { get; init; }

    /// <summary>The BTF type of its keys; 0 for none.</summary>
    public uint KeyType { get; init; }

    /// <summary>The BTF type of its values; 0 for none.</summary>
    public uint ValueType { get; init; }

    /// <summary>A number that means something else for each kind of map (<c>map_extra</c>).</summary>
    public ulong Extra { get; init; }

    /// <summary>For a struct of functions: the kernel's type of what the map holds.</summary>
    internal KernelReference KernelValueType { get; init; }

    /// <summary>Whether it is made where nothing else is said.</summary>
    public bool AutoCreate { get; init; } = true;

    /// <summary>For a map of maps: which map of the same object, in the order of creation, its inner maps look like.</summary>
    public int? InnerMap { get; init; }

    /// <summary>For a pinned map: its path in the BPF file system.</summary>
    public string? PinPath { get; init; }
}
