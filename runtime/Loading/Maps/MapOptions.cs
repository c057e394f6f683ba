using System.Runtime.InteropServices;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>What the load of an object makes of one map, where that is not what the object says. What is null stays as it is there.</summary>
public sealed class MapOptions
{
    private const uint FlagNumaNode = 1 << 2;

    /// <summary>How many entries the map holds at the most; of a ring buffer, its size in bytes, which is rounded up to a power of two of whole pages.</summary>
    public uint? MaxEntries { get; set; }

    /// <summary>The size of a value in bytes. It has to be that of the handle's type of value, where the handle has one; a section of variables can only grow.</summary>
    public uint? ValueSize { get; set; }

    /// <summary>The <c>BPF_F_…</c> flags of its creation (<c>uapi/linux/bpf.h</c>), in place of the object's.</summary>
    public uint? Flags { get; set; }

    /// <summary>The NUMA node that its memory comes from. Setting it sets the flag <c>BPF_F_NUMA_NODE</c> as well.</summary>
    public uint? NumaNode { get; set; }

    /// <summary>A number that means something else for each kind of map (<c>map_extra</c>): the hash functions of a bloom filter, the address of an arena.</summary>
    public ulong? Extra { get; set; }

    /// <summary>
    /// Where in a BPF file system the map is pinned. A map of the same shape that is pinned there already is used; otherwise one is created and
    /// pinned. The empty string stands for no pin, whatever the object says.
    /// </summary>
    public string? PinPath { get; set; }

    /// <summary>
    /// A map to use in place of a new one, such as that of another object; it has to be of the same type, key size and value size. Both handles own it:
    /// each is disposed for itself.
    /// </summary>
    public BpfMap? Reuse { get; set; }

    /// <summary>The file descriptor of a map to use in place of a new one, as <see cref="Reuse"/>, for one that BpfGen has no handle of.</summary>
    public SafeHandle? ReuseHandle { get; set; }

    /// <summary>
    /// Whether the map is made at all. One that is not has a handle that cannot be used; a program that reaches an instruction that refers to it is
    /// refused by the verifier.
    /// </summary>
    public bool AutoCreate
    {
        get => AskedAutoCreate ?? true;
        set => AskedAutoCreate = value;
    }

    /// <summary>Null where nothing is asked: then the object decides.</summary>
    internal bool? AskedAutoCreate { get; private set; }

    /// <summary>The map as it is made: what the object says, but for what is asked here.</summary>
    internal MapDefinition ApplyTo(in MapDefinition definition)
    {
        // The object's type has the object's size.
        var keepsType = ValueSize is null || ValueSize == definition.ValueSize;
        return definition with
        {
            MaxEntries = MaxEntries ?? definition.MaxEntries,
            ValueSize = ValueSize ?? definition.ValueSize,
            ValueType = keepsType ? definition.ValueType : 0,
            KeyType = keepsType ? definition.KeyType : 0,
            Flags = (Flags ?? definition.Flags) | (NumaNode is null ? 0 : FlagNumaNode),
            NumaNode = NumaNode ?? definition.NumaNode,
            Extra = Extra ?? definition.Extra,
            PinPath = PinPath is null ? definition.PinPath : PinPath.Length > 0 ? PinPath : null,
        };
    }
}
