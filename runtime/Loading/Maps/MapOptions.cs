using System;
using System.Runtime.InteropServices;
using BpfGen.Host;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>
/// Load options of one map. A property that you do not set has the value in the object, so you can read the map's definition before the
/// load. A size is 0 if the object does not define it, so that you must set it.
/// </summary>
/// <example>
/// <code>
/// var options = new ExecTrace.LoadOptions
/// {
///     Maps =
///     {
///         Events = { MaxEntries = 1 &lt;&lt; 20 },
///         Counts = { PinPath = "/sys/fs/bpf/exec-counts" },
///     },
/// };
/// options.Maps.Flows.MaxEntries *= 2;
/// using var trace = ExecTrace.Load(options);
/// </code>
/// </example>
public sealed partial class MapOptions
{
    private const uint FlagNumaNode = 1 << 2;

    private readonly ObjectOptions _owner;
    private readonly MapDefinition _own;
    private readonly MapDefinition? _ownInner;
    private MapType? _type;
    private uint? _keySize;
    private uint? _valueSize;
    private uint? _maxEntries;
    private uint? _flags;
    private uint? _numaNode;
    private bool _setsNumaNode;
    private ulong? _extra;
    private string? _pinPath;
    private bool? _autoCreate;
    private MapOptions? _innerMap;

    /// <param name="owner">The options of the object.</param>
    /// <param name="own">The object's definition of the map.</param>
    /// <param name="ownInner">For a map of maps: the object's definition of the inner maps; null if it has none.</param>
    internal MapOptions(ObjectOptions owner, MapDefinition own, MapDefinition? ownInner)
    {
        _owner = owner;
        _own = own;
        _ownInner = ownInner;
    }

    /// <summary>
    /// The map type, such as <see cref="MapType.LruHash"/> instead of <see cref="MapType.Hash"/>. Loading throws
    /// <see cref="ArgumentException"/> if the class of the map's property does not support the type.
    /// </summary>
    public MapType Type
    {
        get => _type ?? _own.Type;
        set => _type = value;
    }

    /// <summary>
    /// The size of a key in bytes. Loading throws <see cref="ArgumentException"/> if the map's property has a key type of another size.
    /// </summary>
    public uint KeySize
    {
        get => _keySize ?? _own.KeySize;
        set => _keySize = value;
    }

    /// <summary>
    /// The size of a value in bytes. Loading throws <see cref="ArgumentException"/> if the map's property has a value type of another
    /// size. For a map of global variables, you can only increase the size.
    /// </summary>
    public uint ValueSize
    {
        get => _valueSize ?? _own.ValueSize;
        set => _valueSize = value;
    }

    /// <summary>
    /// The maximum number of entries. For a ring buffer: its size in bytes, which is rounded up to a power of two of whole pages. A perf
    /// event array of 0 entries gets one for each CPU.
    /// </summary>
    public uint MaxEntries
    {
        get => _maxEntries ?? _own.MaxEntries;
        set => _maxEntries = value;
    }

    /// <summary>The <c>BPF_F_…</c> flags of the map's creation (<c>uapi/linux/bpf.h</c>). They replace the object's flags.</summary>
    public uint Flags
    {
        get => !_setsNumaNode ? FlagsAlone : _numaNode is null ? FlagsAlone & ~FlagNumaNode : FlagsAlone | FlagNumaNode;
        set => _flags = value;
    }

    /// <summary>
    /// The NUMA node of the map's memory; null if the kernel chooses. Setting a node also sets the flag <c>BPF_F_NUMA_NODE</c>; setting
    /// null removes the flag.
    /// </summary>
    public uint? NumaNode
    {
        get => _setsNumaNode ? _numaNode : (FlagsAlone & FlagNumaNode) != 0 ? _own.NumaNode : null;
        set => (_numaNode, _setsNumaNode) = (value, true);
    }

    /// <summary>
    /// A number whose meaning depends on the map type (<c>map_extra</c>), such as a bloom filter's number of hash functions, or an
    /// arena's address.
    /// </summary>
    public ulong Extra
    {
        get => _extra ?? _own.Extra;
        set => _extra = value;
    }

    /// <summary>
    /// For a map of maps: the definition of its inner maps, which all have the same type, sizes and flags. To copy these from an existing
    /// map, set <c>InnerMap.Reuse</c> to that map. <see cref="MapOfMaps{TInner}.CreateInner"/> creates maps with this definition. Loading
    /// throws <see cref="ArgumentException"/> if you set this property for a map that is not a map of maps.
    /// </summary>
    public MapOptions InnerMap => _innerMap ??= new MapOptions(
        _owner,
        (_ownInner ?? new MapDefinition($"{_own.Name}.inner", default, keySize: 0, valueSize: 0, maxEntries: 0)
        {
            OptionsName = _own.OptionsName is null ? null : $"{_own.OptionsName}.{nameof(InnerMap)}",
        }) with
        {
            PinPath = null,
        },
        ownInner: null);

    /// <summary>
    /// The path of the map's pin in a BPF file system; null if the map is not pinned. If a map of the same type and sizes is pinned at the
    /// path, the load uses that map. Otherwise it creates and pins a new map. An empty string means no pin, even if the object defines a
    /// pin; setting null restores the object's own pin. The load creates missing folders; if the load fails, it removes them again.
    /// <see cref="BpfMap.Unpin"/> removes the pin.
    /// </summary>
    /// <exception cref="ArgumentException">The path is relative.</exception>
    public string? PinPath
    {
        get => _pinPath ?? _owner.Moved(_own.PinPath);
        set => _pinPath = string.IsNullOrEmpty(value) ? value : PinPaths.Checked(value, nameof(PinPath));
    }

    /// <summary>
    /// The <c>pinning</c> attribute in the object's definition of the map; 0 if the definition has none. A project can give other values
    /// than libbpf's a meaning of its own: read the value here, and set <see cref="PinPath"/> accordingly.
    /// </summary>
    public uint Pinning => _own.Pinning;

    /// <summary>
    /// An existing map to use instead of a new one, such as a map of another object. Its type, key size and value size must be those of
    /// this map. Both handles own the map, so dispose both. Loading throws <see cref="ArgumentException"/> if you also set options that
    /// apply only to a new map.
    /// </summary>
    public BpfMap? Reuse { get; set; }

    /// <summary>
    /// The file descriptor of an existing map to use instead of a new one, like <see cref="Reuse"/>, if you have no BpfGen handle of
    /// the map. The caller still owns it.
    /// </summary>
    public SafeHandle? ReuseHandle { get; set; }

    /// <summary>
    /// Whether to create the map. A skipped map keeps its property, but using it throws <see cref="InvalidOperationException"/>.
    /// The verifier rejects a program that can reach an instruction that refers to a skipped map.
    /// </summary>
    public bool AutoCreate
    {
        get => _autoCreate ?? _owner.AutoCreate ?? _own.AutoCreate;
        set => _autoCreate = value;
    }

    private uint FlagsAlone => _flags ?? _own.Flags;
}
