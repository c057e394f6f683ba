using System;
using System.Runtime.InteropServices;
using BpfGen.Host;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>Load options of one map. An option that is null keeps the value in the object.</summary>
/// <example>
/// <code>
/// using var trace = ExecTrace.Load(new()
/// {
///     Maps =
///     {
///         Events = { MaxEntries = 1 &lt;&lt; 20 },
///         Counts = { PinPath = "/sys/fs/bpf/exec-counts" },
///     },
/// });
/// </code>
/// </example>
public sealed class MapOptions
{
    private const uint FlagNumaNode = 1 << 2;

    /// <summary>
    /// The maximum number of entries. For a ring buffer: its size in bytes, which is rounded up to a power of two of whole pages.
    /// </summary>
    public uint? MaxEntries { get; set; }

    /// <summary>
    /// The size of a value in bytes. If the handle has a value type, this must be the size of that type. The map of a section of variables
    /// can only grow.
    /// </summary>
    public uint? ValueSize { get; set; }

    /// <summary>The <c>BPF_F_…</c> flags of the map's creation (<c>uapi/linux/bpf.h</c>). They replace the object's flags.</summary>
    public uint? Flags { get; set; }

    /// <summary>The NUMA node of the map's memory. Setting it also sets the flag <c>BPF_F_NUMA_NODE</c>.</summary>
    public uint? NumaNode { get; set; }

    /// <summary>
    /// A number whose meaning depends on the map type (<c>map_extra</c>), such as a bloom filter's number of hash functions, or an
    /// arena's address.
    /// </summary>
    public ulong? Extra { get; set; }

    /// <summary>
    /// The path of the map's pin in a BPF file system. If a map of the same type and sizes is pinned there, it is used. Otherwise a new
    /// map is created and pinned. An empty string means no pin, even if the object names one. Missing folders are created; if the load
    /// fails, they are removed again. The map's <see cref="BpfMap.Unpin"/> removes the pin.
    /// </summary>
    /// <exception cref="ArgumentException">The path is relative.</exception>
    public string? PinPath
    {
        get;
        set => field = string.IsNullOrEmpty(value) ? value : PinPaths.Checked(value, nameof(PinPath));
    }

    /// <summary>
    /// The <c>pinning</c> in the map's definition; 0 if it has none. A project that gives its own meaning to other values reads the value
    /// here, and sets <see cref="PinPath"/>.
    /// </summary>
    public uint Pinning { get; internal init; }

    /// <summary>
    /// An existing map to use instead of a new one, such as a map of another object. Its type, key size and value size must be the
    /// same. Both handles own the map, so dispose both. The load throws <see cref="ArgumentException"/> if options that apply to a new map
    /// are set too.
    /// </summary>
    public BpfMap? Reuse { get; set; }

    /// <summary>
    /// The file descriptor of an existing map to use instead of a new one, like <see cref="Reuse"/>, if you have no BpfGen handle of
    /// the map. The caller still owns it.
    /// </summary>
    public SafeHandle? ReuseHandle { get; set; }

    /// <summary>
    /// Whether to create the map. A skipped map keeps its property, but using it throws <see cref="System.InvalidOperationException"/>.
    /// The verifier rejects a program that can reach an instruction that refers to a skipped map.
    /// </summary>
    public bool AutoCreate
    {
        get => AskedAutoCreate ?? true;
        set => AskedAutoCreate = value;
    }

    /// <summary>The value of <see cref="AutoCreate"/>, or null if it was not set, so that the object decides.</summary>
    internal bool? AskedAutoCreate { get; private set; }

    /// <summary>Whether an existing map is used.</summary>
    internal bool IsReused => Reuse is not null || ReuseHandle is not null;

    /// <exception cref="ArgumentException">Options contradict each other, so that the load would ignore some of them.</exception>
    internal void Check(in MapDefinition definition)
    {
        if (Reuse is not null && ReuseHandle is not null)
        {
            throw new ArgumentException($"The options of map '{definition.Name}' set both Reuse and ReuseHandle. Set one of them.");
        }

        if (IsReused && IgnoredByReuse is { } ignored)
        {
            throw new ArgumentException(
                $"The options of map '{definition.Name}' set both {(Reuse is null ? "ReuseHandle" : "Reuse")} and {ignored}. " +
                $"An existing map keeps its own properties: do not set {ignored}.");
        }
    }

    /// <exception cref="ArgumentException">The options do not apply to struct_ops maps.</exception>
    internal void CheckStructOps(in MapDefinition definition)
    {
        var unsupported = Reuse is not null ? nameof(Reuse)
            : ReuseHandle is not null ? nameof(ReuseHandle)
            : ValueSize is not null ? nameof(ValueSize)
            : IgnoredByReuse;
        if (unsupported is not null)
        {
            throw new ArgumentException(
                $"The options of map '{definition.Name}' set {unsupported}, which struct_ops maps do not support. " +
                "The only option that they support is AutoCreate.");
        }
    }

    private string? IgnoredByReuse => AskedAutoCreate == false && IsReused ? nameof(AutoCreate)
        : MaxEntries is not null ? nameof(MaxEntries)
        : Flags is not null ? nameof(Flags)
        : NumaNode is not null ? nameof(NumaNode)
        : Extra is not null ? nameof(Extra)
        : !string.IsNullOrEmpty(PinPath) ? nameof(PinPath)
        : null;

    /// <summary>Returns the object's definition with these options applied.</summary>
    internal MapDefinition ApplyTo(in MapDefinition definition)
    {
        // The object's BTF type describes values of the object's size. With another value size, the map has no BTF types.
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
