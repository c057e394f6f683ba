namespace BpfGen.Generator.Model;

/// <summary>The requirements of all kernels for the sizes and flags of each map type.</summary>
internal static class MapShapes
{
    /// <summary><c>BPF_F_NO_PREALLOC</c>.</summary>
    public const uint NoPreallocation = 1;

    private const uint Word = sizeof(uint);

    /// <summary>The key of an LPM trie: a prefix length of 4 bytes, and an address of 1 to 256 bytes.</summary>
    private static readonly SizeRange PrefixKey = new(5, 4 + 256, "__type(key, struct …) with a __u32 prefix length and then the address");

    /// <summary>
    /// The largest <c>map_extra</c> of a bloom filter, which is its number of hash functions. The kernel stores it in 4 bits.
    /// </summary>
    public const ulong MostHashFunctions = 15;

    /// <summary>The sizes in bytes that keys may have. Null if the kernel accepts all sizes, or if the type is unknown.</summary>
    public static SizeRange? KeyOf(MapType type) => type switch
    {
        MapType.Array or MapType.PerCpuArray or MapType.ProgramArray or MapType.PerfEventArray or MapType.CgroupArray or MapType.ArrayOfMaps
            or MapType.StackTrace or MapType.DevMap or MapType.DevMapHash or MapType.CpuMap or MapType.XskMap or MapType.SockMap
            or MapType.ReusePortSockArray => new(Word, Word, "__type(key, __u32)"),
        MapType.SkStorage or MapType.InodeStorage or MapType.TaskStorage or MapType.CgrpStorage => new(Word, Word, "__type(key, int)"),
        MapType.Queue or MapType.Stack or MapType.BloomFilter or MapType.RingBuffer or MapType.UserRingBuffer or MapType.Arena
            => new(0, 0, "a definition without a key"),
        MapType.LpmTrie => PrefixKey,
        MapType.Hash or MapType.PerCpuHash or MapType.LruHash or MapType.LruPerCpuHash or MapType.HashOfMaps or MapType.SockHash
            => new(1, uint.MaxValue, "__type(key, …)"),
        _ => null,
    };

    /// <summary>The sizes in bytes that values may have. Null if the sizes are not a simple range, or if the type is unknown.</summary>
    public static SizeRange? ValueOf(MapType type) => type switch
    {
        MapType.ProgramArray or MapType.PerfEventArray or MapType.CgroupArray or MapType.ArrayOfMaps or MapType.HashOfMaps or MapType.XskMap
            => new(Word, Word, "__type(value, __u32)"),
        MapType.RingBuffer or MapType.UserRingBuffer or MapType.Arena => new(0, 0, "a definition without a value"),
        _ => null,
    };

    /// <summary>Whether the definition leaves the number of entries to the load options.</summary>
    public static bool LacksEntries(MapModel map) => map.MaxEntries == 0 && IsDefined(map) && NeedsEntries(map.Type);

    /// <summary>Whether the definition leaves the size of the values to the load options.</summary>
    public static bool LacksValueSize(MapModel map) => map.ValueSize == 0 && IsDefined(map) && NeedsValueSize(map.Type);

    private static bool IsDefined(MapModel map) => map.StructOps is null && (map.Data is null || map.Type == MapType.Arena);

    /// <summary>Whether the kernel requires a value size for the type. If the definition has none, the load options must set it.</summary>
    private static bool NeedsValueSize(MapType type) =>
        type is MapType.Hash or MapType.PerCpuHash or MapType.LruHash or MapType.LruPerCpuHash
        or MapType.Array or MapType.PerCpuArray or MapType.LpmTrie or MapType.StackTrace or MapType.Queue or MapType.Stack
        or MapType.BloomFilter or MapType.DevMap or MapType.DevMapHash or MapType.CpuMap or MapType.SockMap or MapType.SockHash
        or MapType.ReusePortSockArray or MapType.CgroupStorage or MapType.PerCpuCgroupStorage || IsLocalStorage(type);

    /// <summary>Whether the kernel requires a number of entries, and the loader cannot determine it itself.</summary>
    private static bool NeedsEntries(MapType type) =>
        type is not (MapType.PerfEventArray or MapType.StructOps or MapType.Unspecified)
        && !HasNoEntries(type)
        && type <= MapType.InstructionArray;

    /// <summary>
    /// Whether the number of entries must be 0. Maps of these types have no entries of their own, because the sockets, files, tasks or
    /// cgroups store the values.
    /// </summary>
    public static bool HasNoEntries(MapType type) =>
        type is MapType.CgroupStorage or MapType.PerCpuCgroupStorage || IsLocalStorage(type);

    /// <summary>Whether the kernel requires the BTF types of keys and values, and <c>BPF_F_NO_PREALLOC</c>.</summary>
    public static bool IsLocalStorage(MapType type) =>
        type is MapType.SkStorage or MapType.InodeStorage or MapType.TaskStorage or MapType.CgrpStorage;

    /// <summary>The sizes that the kernel accepts.</summary>
    /// <param name="Least">The smallest size in bytes.</param>
    /// <param name="Most">The largest size in bytes.</param>
    /// <param name="Fix">The C code with which a definition has such a size.</param>
    internal sealed record SizeRange(uint Least, uint Most, string Fix)
    {
        public bool Contains(uint size) => size >= Least && size <= Most;

        public override string ToString() => Most == 0 ? "none"
            : Least == Most ? $"{Least} bytes"
            : Most == uint.MaxValue ? $"at least {Least} byte"
            : $"{Least} to {Most} bytes";
    }
}
