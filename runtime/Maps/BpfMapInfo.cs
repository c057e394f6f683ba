using BpfGen.Interop;

namespace BpfGen;

/// <summary>
/// The kernel's information about a map (<c>struct bpf_map_info</c>). Fields that the running kernel does not support are zero.
/// </summary>
public readonly record struct BpfMapInfo
{
    internal BpfMapInfo(in MapInfo info)
    {
        Id = info.Id;
        Type = (MapType)info.Type;
        Name = info.Name.ToString();
        KeySize = (int)info.KeySize;
        ValueSize = (int)info.ValueSize;
        MaxEntries = info.MaxEntries;
        Flags = info.Flags;
        Extra = info.Extra;
        BtfId = info.BtfId;
        KeyType = info.BtfKeyType;
        ValueType = info.BtfValueType;
        InterfaceIndex = info.InterfaceIndex;
    }

    /// <summary>The map's id in the kernel.</summary>
    public uint Id { get; }

    /// <summary>The map type.</summary>
    public MapType Type { get; }

    /// <summary>The name in the kernel: at most 15 characters.</summary>
    public string Name { get; }

    /// <summary>The size of a key in bytes.</summary>
    public int KeySize { get; }

    /// <summary>The size of a value in bytes. For a per-CPU map: the size of one CPU's value.</summary>
    public int ValueSize { get; }

    /// <summary>The maximum number of entries. For a ring buffer: its size in bytes.</summary>
    public uint MaxEntries { get; }

    /// <summary>The <c>BPF_F_…</c> flags that the map was created with.</summary>
    public uint Flags { get; }

    /// <summary>The <c>map_extra</c> number. Its meaning depends on the map type.</summary>
    public ulong Extra { get; }

    /// <summary>The id of the map's BTF; 0 if the map has none.</summary>
    public uint BtfId { get; }

    /// <summary>The BTF type id of the keys; 0 if unknown.</summary>
    public uint KeyType { get; }

    /// <summary>The BTF type id of the values; 0 if unknown.</summary>
    public uint ValueType { get; }

    /// <summary>The index of the network interface that the map is offloaded to; 0 if it is not offloaded.</summary>
    public uint InterfaceIndex { get; }
}
