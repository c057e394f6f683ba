using BpfGen.Interop;

namespace BpfGen;

/// <summary>What the kernel says of a map (<c>struct bpf_map_info</c>). What an older kernel does not know is zero.</summary>
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

    /// <summary>The id that the kernel knows the map by.</summary>
    public uint Id { get; }

    /// <summary>The type.</summary>
    public MapType Type { get; }

    /// <summary>The name: at most 15 characters.</summary>
    public string Name { get; }

    /// <summary>The size of a key in bytes.</summary>
    public int KeySize { get; }

    /// <summary>The size of a value in bytes; of a per-CPU map, that of one CPU's value.</summary>
    public int ValueSize { get; }

    /// <summary>How many entries the map holds at the most; of a ring buffer, its size in bytes.</summary>
    public uint MaxEntries { get; }

    /// <summary>The <c>BPF_F_…</c> flags it was created with.</summary>
    public uint Flags { get; }

    /// <summary>A number that means something else for each kind of map (<c>map_extra</c>).</summary>
    public ulong Extra { get; }

    /// <summary>The id of its BTF; 0 for none.</summary>
    public uint BtfId { get; }

    /// <summary>The type of its keys in that BTF; 0 for none.</summary>
    public uint KeyType { get; }

    /// <summary>The type of its values in that BTF; 0 for none.</summary>
    public uint ValueType { get; }

    /// <summary>The network interface that the map is offloaded to; 0 for none.</summary>
    public uint InterfaceIndex { get; }
}
