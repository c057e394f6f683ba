using System;

namespace BpfGen.KernelFacts;

/// <summary>
/// The table of map types. To add a map type, add its row here, its member to <see cref="MapType"/> and its handle class. The runtime's
/// feature probes and the generator's checks use the row.
/// </summary>
internal static class MapTypeTable
{
    private const int Name = 1;
    private const int KernelName = 2;
    private const int Since = 3;
    private const int Needs = 4;
    private const int Key = 5;
    private const int Value = 6;
    private const int Entries = 7;
    private const int Traits = 8;

    /// <summary>
    /// The columns: the value; the name in <see cref="MapType"/>; the kernel's name without its prefix (<c>=</c>: the same name in
    /// capitals); the first kernel; the capabilities besides <c>CAP_BPF</c> that creating a map needs; the size of the key and the size
    /// of the value, in bytes; the number of entries; traits.
    /// </summary>
    /// <remarks>
    /// <para>
    /// The column of a size starts with a size that the kernel accepts, which the feature probe uses; <c>0</c> means that the type has no
    /// key or value. The rest of the column states the other sizes that the kernel accepts: <c>4</c> none, <c>4+</c> all sizes above 0,
    /// <c>5-260</c> the sizes from 5 to 260, <c>4/8</c> also 8, <c>8*</c> multiples of 8. <c>4?</c> means that the generator does not check
    /// the size.
    /// </para>
    /// <para>
    /// The number of entries is <c>1</c> if the kernel requires at least 1, and <c>page</c> if it counts the bytes of whole pages.
    /// <c>1?</c> means that the loader chooses the number if the definition has none, and <c>0</c> that the definition must have none.
    /// </para>
    /// <para>
    /// The traits: <c>no_prealloc</c> and <c>mmapable</c> mean that maps of the type require this flag. <c>btf</c> means that they must
    /// have BTF types for key and value, and <c>no_btf</c> that they must not. <c>inner</c> means that they require the file descriptor of
    /// an inner map.
    /// </para>
    /// </remarks>
    public static ReadOnlySpan<byte> Rows => """
        0 Unspecified UNSPEC - - 4? 4? 1? -
        1 Hash = 3.19 - 4+ 4+ 1 -
        2 Array = 3.19 - 4 4+ 1 -
        3 ProgramArray PROG_ARRAY 4.2 - 4 4 1 -
        4 PerfEventArray = 4.3 - 4 4 1? no_btf
        5 PerCpuHash PERCPU_HASH 4.6 - 4+ 4+ 1 -
        6 PerCpuArray PERCPU_ARRAY 4.6 - 4 4+ 1 -
        7 StackTrace = 4.6 - 4 8* 1 no_btf
        8 CgroupArray = 4.8 - 4 4 1 no_btf
        9 LruHash = 4.10 - 4+ 4+ 1 -
        10 LruPerCpuHash LRU_PERCPU_HASH 4.10 - 4+ 4+ 1 -
        11 LpmTrie = 4.11 - 5-260 8+ 1 no_prealloc
        12 ArrayOfMaps = 4.12 - 4 4 1 no_btf,inner
        13 HashOfMaps = 4.12 - 4+ 4 1 no_btf,inner
        14 DevMap DEVMAP 4.14 NET_ADMIN 4 4/8 1 no_btf
        15 SockMap SOCKMAP 4.14 NET_ADMIN 4 4/8 1 no_btf
        16 CpuMap CPUMAP 4.15 - 4 4/8 1 no_btf
        17 XskMap XSKMAP 4.18 NET_ADMIN 4 4 1 no_btf
        18 SockHash SOCKHASH 4.18 NET_ADMIN 4+ 4/8 1 no_btf
        19 CgroupStorage = 4.19 - 16/8 8+ 0 -
        20 ReusePortSockArray REUSEPORT_SOCKARRAY 4.19 - 4 4/8 1 -
        21 PerCpuCgroupStorage PERCPU_CGROUP_STORAGE 4.20 - 16/8 8+ 0 -
        22 Queue = 4.20 - 0 4+ 1 no_btf
        23 Stack = 4.20 - 0 4+ 1 no_btf
        24 SkStorage = 5.2 - 4 4+ 0 no_prealloc,btf
        25 DevMapHash DEVMAP_HASH 5.4 NET_ADMIN 4 4/8 1 no_btf
        26 StructOps = 5.6 - 4? 4? 1? -
        27 RingBuffer RINGBUF 5.8 - 0 0 page no_btf
        28 InodeStorage = 5.10 - 4 4+ 0 no_prealloc,btf
        29 TaskStorage = 5.11 - 4 4+ 0 no_prealloc,btf
        30 BloomFilter = 5.16 - 0 4+ 1 -
        31 UserRingBuffer USER_RINGBUF 6.1 - 0 0 page no_btf
        32 CgrpStorage = 6.2 - 4 4+ 0 no_prealloc,btf
        33 Arena = 6.9 - 0 0 1 mmapable,no_btf
        34 InstructionArray INSN_ARRAY 6.19 - 4 16 1 -
        35 RHash = ? - 4+ 4+ 1 no_prealloc
        """u8;

    /// <summary>Gets the name of a type in <see cref="MapType"/>; its value in decimal if the type is unknown.</summary>
    public static string NameOf(MapType type) => FactRow.NameOf(Rows, (uint)type, Name);

    /// <summary>Gets the kernel's name of a type: <c>BPF_MAP_TYPE_HASH</c>.</summary>
    public static string KernelNameOf(MapType type) => "BPF_MAP_TYPE_" + FactRow.Find(Rows, (uint)type).NameOrCapitals(KernelName, Name);

    /// <summary>Gets the first kernel version that supports a type; null if it is unknown.</summary>
    public static Version? FirstKernel(MapType type) => Find(type).Kernel(Since);

    /// <summary>Gets the capabilities that a process needs to create a map of a type.</summary>
    public static ulong CapabilitiesFor(MapType type) => CapabilityTable.WithBpf(Find(type).Word(Needs));

    /// <summary>Tells whether the kernel accepts BTF types for the keys and values of maps of a type.</summary>
    public static bool AcceptsBtf(MapType type) => !Has(type, "no_btf"u8);

    /// <summary>Tells whether maps of a type must have BTF types for their keys and values.</summary>
    public static bool RequiresBtf(MapType type) => Has(type, "btf"u8);

    /// <summary>Tells whether maps of a type must not be preallocated (<c>BPF_F_NO_PREALLOC</c>).</summary>
    public static bool ForbidsPreallocation(MapType type) => Has(type, "no_prealloc"u8);

    /// <summary>Tells whether maps of a type must be mappable into memory (<c>BPF_F_MMAPABLE</c>).</summary>
    public static bool RequiresMapping(MapType type) => Has(type, "mmapable"u8);

    /// <summary>Tells whether the values of maps of a type are maps.</summary>
    public static bool HoldsMaps(MapType type) => Has(type, "inner"u8);

    /// <summary>Gets the key sizes that the kernel accepts, in the notation of the table; empty for an unknown type.</summary>
    public static string KeySizes(MapType type) => Find(type).Text(Key);

    /// <summary>Gets the value sizes that the kernel accepts, in the notation of the table; empty for an unknown type.</summary>
    public static string ValueSizes(MapType type) => Find(type).Text(Value);

    /// <summary>Gets the numbers of entries that the kernel accepts, in the notation of the table; empty for an unknown type.</summary>
    public static string EntryCounts(MapType type) => Find(type).Text(Entries);

    /// <summary>
    /// Gets the sizes of a small map that the kernel accepts for a type: the key size and value size in bytes, and the number of entries.
    /// </summary>
    /// <param name="type">The type. An unknown type gets the sizes of a hash map.</param>
    /// <param name="pageSize">The size of a memory page, in bytes.</param>
    public static (uint Key, uint Value, uint Entries) SmallShape(MapType type, uint pageSize)
    {
        var row = Find(type) is { IsMissing: false } known ? known : Find(MapType.Hash);
        return (row.Number(Key), row.Number(Value), row.Word(Entries).SequenceEqual("page"u8) ? pageSize : row.Number(Entries));
    }

    private static bool Has(MapType type, ReadOnlySpan<byte> trait) => Find(type).Contains(Traits, trait);

    private static FactRow Find(MapType type) => FactRow.Find(Rows, (uint)type);
}
