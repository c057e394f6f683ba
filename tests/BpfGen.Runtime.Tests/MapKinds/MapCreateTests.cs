using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using BpfGen.Interop;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests.MapKinds;

/// <summary>Maps that are created without an object.</summary>
[Collection(KernelTests.Name)]
public sealed class MapCreateTests
{
    private const uint NoPreallocation = 1;

    /// <summary>
    /// For each handle class: its name, a function that creates a map, and the type and sizes that the map must have in the kernel.
    /// </summary>
    public static TheoryData<string, Func<BpfMap>, MapType, int, int, uint> Handles => new()
    {
        { "HashMap<,>", () => HashMap<uint, ulong>.Create(8), MapType.Hash, 4, 8, 8 },
        { "HashMap", () => HashMap.Create(5, 12, 8), MapType.Hash, 5, 12, 8 },
        { "LruHashMap<,>", () => LruHashMap<uint, ulong>.Create(8), MapType.LruHash, 4, 8, 8 },
        { "LruHashMap", () => LruHashMap.Create(5, 12, 8), MapType.LruHash, 5, 12, 8 },
        { "PerCpuHashMap<,>", () => PerCpuHashMap<uint, ulong>.Create(8), MapType.PerCpuHash, 4, 8, 8 },
        { "PerCpuHashMap", () => PerCpuHashMap.Create(5, 12, 8), MapType.PerCpuHash, 5, 12, 8 },
        { "LruPerCpuHashMap<,>", () => LruPerCpuHashMap<uint, ulong>.Create(8), MapType.LruPerCpuHash, 4, 8, 8 },
        { "LruPerCpuHashMap", () => LruPerCpuHashMap.Create(5, 12, 8), MapType.LruPerCpuHash, 5, 12, 8 },
        { "LpmTrie<,>", () => LpmTrie<ulong, uint>.Create(8), MapType.LpmTrie, 8, 4, 8 },
        { "LpmTrie", () => LpmTrie.Create(20, 4, 8), MapType.LpmTrie, 20, 4, 8 },
        { "ArrayMap<>", () => ArrayMap<ulong>.Create(8), MapType.Array, 4, 8, 8 },
        { "ArrayMap", () => ArrayMap.Create(12, 8), MapType.Array, 4, 12, 8 },
        { "PerCpuArrayMap<>", () => PerCpuArrayMap<ulong>.Create(8), MapType.PerCpuArray, 4, 8, 8 },
        { "PerCpuArrayMap", () => PerCpuArrayMap.Create(12, 8), MapType.PerCpuArray, 4, 12, 8 },
        { "BpfQueue<>", () => BpfQueue<ulong>.Create(8), MapType.Queue, 0, 8, 8 },
        { "BpfQueue", () => BpfQueue.Create(12, 8), MapType.Queue, 0, 12, 8 },
        { "BpfStack<>", () => BpfStack<ulong>.Create(8), MapType.Stack, 0, 8, 8 },
        { "BpfStack", () => BpfStack.Create(12, 8), MapType.Stack, 0, 12, 8 },
        { "BloomFilter<>", () => BloomFilter<ulong>.Create(8, new() { Extra = 3 }), MapType.BloomFilter, 0, 8, 8 },
        { "BloomFilter", () => BloomFilter.Create(12, 8), MapType.BloomFilter, 0, 12, 8 },
        { "SkStorage<>", () => SkStorage<ulong>.Create(), MapType.SkStorage, 4, 8, 0 },
        { "SkStorage", () => SkStorage.Create(12), MapType.SkStorage, 4, 12, 0 },
        { "InodeStorage<>", () => InodeStorage<ulong>.Create(), MapType.InodeStorage, 4, 8, 0 },
        { "InodeStorage", () => InodeStorage.Create(12), MapType.InodeStorage, 4, 12, 0 },
        { "TaskStorage<>", () => TaskStorage<ulong>.Create(), MapType.TaskStorage, 4, 8, 0 },
        { "TaskStorage", () => TaskStorage.Create(12), MapType.TaskStorage, 4, 12, 0 },
        { "CgrpStorage<>", () => CgrpStorage<ulong>.Create(), MapType.CgrpStorage, 4, 8, 0 },
        { "CgrpStorage", () => CgrpStorage.Create(12), MapType.CgrpStorage, 4, 12, 0 },
        { "RingBuffer<>", () => RingBuffer<ulong>.Create(5000), MapType.RingBuffer, 0, 0, 8192 },
        { "RingBuffer", () => RingBuffer.Create(4096), MapType.RingBuffer, 0, 0, 4096 },
        { "UserRingBuffer<>", () => UserRingBuffer<ulong>.Create(4096), MapType.UserRingBuffer, 0, 0, 4096 },
        { "UserRingBuffer", () => UserRingBuffer.Create(4096), MapType.UserRingBuffer, 0, 0, 4096 },
        { "PerfEventArray<>", () => PerfEventArray<ulong>.Create(), MapType.PerfEventArray, 4, 4, (uint)PerCpuMap.CpuCount },
        { "PerfEventArray", () => PerfEventArray.Create(), MapType.PerfEventArray, 4, 4, (uint)PerCpuMap.CpuCount },
        { "StackTraceMap", () => StackTraceMap.Create(16, maxDepth: 10), MapType.StackTrace, 4, 80, 16 },
        { "StackTraceMap of build ids", () => StackTraceMap.Create(16, 10, new() { Flags = 1 << 5 }), MapType.StackTrace, 4, 320, 16 },
        { "CpuMap", () => CpuMap.Create(2), MapType.CpuMap, 4, 8, 2 },
        { "DevMap", () => DevMap.Create(8), MapType.DevMap, 4, 8, 8 },
        { "DevMapHash", () => DevMapHash.Create(8), MapType.DevMapHash, 4, 8, 8 },
        { "XskMap", () => XskMap.Create(8), MapType.XskMap, 4, 4, 8 },
        { "SockMap", () => SockMap.Create(8), MapType.SockMap, 4, 8, 8 },
        { "SockHash<>", () => SockHash<uint>.Create(8), MapType.SockHash, 4, 8, 8 },
        { "SockHash", () => SockHash.Create(12, 8), MapType.SockHash, 12, 8, 8 },
        { "ReusePortSockArray", () => ReusePortSockArray.Create(8), MapType.ReusePortSockArray, 4, 8, 8 },
        { "CgroupArray", () => CgroupArray.Create(8), MapType.CgroupArray, 4, 4, 8 },
        { "ProgramArray", () => ProgramArray.Create(8), MapType.ProgramArray, 4, 4, 8 },
        { "ArenaMap", () => ArenaMap.Create(4), MapType.Arena, 0, 0, 4 },
    };

    [Theory]
    [MemberData(nameof(Handles), DisableDiscoveryEnumeration = true)]
    public void Create_of_each_handle_type_creates_a_map_of_the_right_type_and_sizes(
        string name, Func<BpfMap> create, MapType type, int keySize, int valueSize, uint maxEntries)
    {
        Kernel.NetworkRequired();
        using var map = create();
        var info = map.GetInfo();

        Assert.Equal((type, keySize, valueSize, maxEntries), (info.Type, info.KeySize, info.ValueSize, info.MaxEntries));
        Assert.Equal((type, maxEntries, name), (map.Type, map.MaxEntries, name));
        Assert.Equal(type.ToString(), map.Name);
    }

    [Theory]
    [InlineData(1u)]
    [InlineData(1001u)]
    public void A_pinned_LRU_hash_with_an_LRU_list_for_each_CPU_is_opened_again(uint maxEntries)
    {
        Kernel.Required();
        var options = new MapCreateOptions { Flags = 1 << 1, PinPath = $"/sys/fs/bpf/bpfgen_{Guid.NewGuid():n}" };
        using var first = LruHashMap<uint, ulong>.Create(maxEntries, options);
        try
        {
            using var second = LruHashMap<uint, ulong>.Create(maxEntries, options);

            Assert.Equal(first.GetInfo().Id, second.GetInfo().Id);
            Assert.Equal(first.GetInfo().MaxEntries, first.MaxEntries);
        }
        finally
        {
            first.Unpin();
        }
    }

    [Fact]
    public void The_error_for_a_pin_path_with_a_dot_in_the_file_name_mentions_the_dot()
    {
        Kernel.Required();
        const string Dotted = "/sys/fs/bpf/bpfgen.dot";
        using var map = ArrayMap<uint>.Create(1);

        Assert.All(
            [
                Assert.Throws<BpfException>(() => ArrayMap<uint>.Create(1, new() { PinPath = Dotted })),
                Assert.Throws<BpfException>(() => ArrayMap<uint>.Create(1, new() { PinPath = Dotted + "/map" })),
                Assert.Throws<BpfException>(() => map.Pin(Dotted)),
            ],
            exception => Assert.EndsWith("whose names cannot contain a dot. Change the path.", exception.Message));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MaxValue)]
    public void The_maximum_depth_of_a_stack_trace_map_must_be_positive(int maxDepth) =>
        Assert.Equal("maxDepth", Assert.Throws<ArgumentOutOfRangeException>(() => StackTraceMap.Create(1, maxDepth)).ParamName);

    [Fact]
    public void The_error_for_an_unknown_flag_of_a_hash_does_not_mention_ring_buffers()
    {
        Kernel.Required();

        Assert.Contains(
            "does not accept this combination",
            Assert.Throws<BpfException>(() => HashMap<uint, uint>.Create(1, new() { Flags = 1 << 19 })).Message);
    }

    [Fact]
    public void Every_handle_class_has_a_Create_method()
    {
        var classes = typeof(BpfMap).Assembly.GetExportedTypes()
            .Where(type => type.IsSubclassOf(typeof(BpfMap)) && !type.IsAbstract && type != typeof(StructOpsMap))
            .Where(type => type.Namespace == "BpfGen");

        Assert.All(classes, type => Assert.Contains(
            type.GetMethods().Where(method => method.IsStatic && method.DeclaringType == type), method => method.Name == "Create"));
    }

    [Fact]
    public void MapCreateOptions_set_the_name_flags_NUMA_node_and_map_extra()
    {
        Kernel.Required();
        using var map = HashMap<uint, ulong>.Create(8, new() { Name = "a_name_of_more_than_15", Flags = NoPreallocation, NumaNode = 0 });
        using var filter = BloomFilter<uint>.Create(8, new() { Extra = 4 });
        const uint onNode = 1 << 2;

        Assert.Equal(("a_name_of_more_than_15", NoPreallocation | onNode), (map.Name, map.Flags));
        Assert.Equal(("a_name_of_more_", NoPreallocation | onNode), (map.GetInfo().Name, map.GetInfo().Flags));
        filter.Add(7);
        Assert.True(filter.Contains(7));
    }

    [Fact]
    public void Entries_of_maps_that_were_created_without_an_object_can_be_written_and_read()
    {
        Kernel.Required();
        using var hash = HashMap<uint, ulong>.Create(8);
        using var trie = LpmTrie<ulong, uint>.Create(8);
        using var queue = BpfQueue<ulong>.Create(8);
        hash[1] = 2;
        trie.Update(IPNetwork.Parse("10.0.0.0/8"), 3);
        queue.Push(4);

        Assert.Equal(2ul, hash[1]);
        Assert.True(trie.TryGetValue(IPAddress.Parse("10.9.8.7"), out var hop) && hop == 3);
        Assert.True(queue.TryPop(out var value) && value == 4);
    }

    [Fact]
    public void A_socket_storage_without_an_object_holds_a_value_for_a_socket()
    {
        Kernel.Required();
        using var storage = SkStorage<ThreeNumbers>.Create();
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        storage.Update(socket, new ThreeNumbers { A = 1, B = 2, C = 3 });

        Assert.True(storage.TryGetValue(socket, out var value));
        Assert.Equal((1, 2, 3), (value.A, value.B, value.C));
    }

    [Fact]
    public void A_program_writes_into_an_inner_map_that_user_space_created()
    {
        Kernel.Required();
        using var slots = Slots.Load(new() { Programs = { AutoLoad = true } });
        using var created = ArrayMap<ulong>.Create(slots.First.MaxEntries, new() { Flags = slots.First.Flags });
        slots.ByIndex.Set(3, created);

        Packets.SendUntil(slots.Count, () => created[0] > 0, "the program to count packets in the created map");
    }

    [Fact]
    public void A_map_of_maps_without_an_object_holds_and_creates_inner_maps()
    {
        Kernel.Required();
        using var template = HashMap<uint, ulong>.Create(8, new() { Name = "template" });
        using var array = ArrayOfMaps<HashMap<uint, ulong>>.Create(4, template);
        using var hash = HashOfMaps<ulong, HashMap<uint, ulong>>.Create(4, template);
        using var inner = array.CreateInner("inner");
        inner[1] = 2;
        array.Set(3, inner);
        hash.Set(5, template);
        hash.Set(6, inner);

        Assert.True(array.TryGet(3, out var found));
        using (found)
        {
            Assert.Equal((2ul, "inner"), (found[1], found.Name));
        }

        Assert.Equal([5ul, 6ul], KeysOf(hash).Order());
    }

    [Fact]
    public void An_object_can_reuse_a_map_that_was_created_without_an_object()
    {
        Kernel.Required();
        using var shape = Slots.Load();
        using var created = ArrayMap<ulong>.Create(shape.First.MaxEntries, new() { Flags = shape.First.Flags });
        using var slots = Slots.Load(new() { Maps = { First = { Reuse = created } } });

        created[0] = 77;
        Assert.Equal((77ul, created.Id), (slots.First[0], slots.First.Id));
    }

    [Fact]
    public void Create_with_a_PinPath_creates_the_map_once_and_opens_it_the_next_time()
    {
        Kernel.BpfFileSystemRequired();
        var folder = $"/sys/fs/bpf/bpfgen-create-{Environment.ProcessId}";
        var path = folder + "/counts";
        try
        {
            using var first = HashMap<uint, ulong>.Create(8, new() { PinPath = path });
            first[1] = 2;
            using var second = HashMap<uint, ulong>.Create(8, new() { PinPath = path });

            Assert.Equal((path, path, first.Id, 2ul), (first.PinPath, second.PinPath, second.Id, second[1]));
            var other = Assert.Throws<BpfException>(() => HashMap<uint, uint>.Create(8, new() { PinPath = path }));
            Assert.Contains("map 'Hash' (Hash) pinned at", other.Message);
            Assert.Contains("its values have 8 bytes, not 4", other.Message);
            second.Unpin();
            Assert.False(File.Exists(path));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void If_the_kernel_rejects_a_map_the_error_contains_its_name_and_nothing_is_left_behind()
    {
        Kernel.BpfFileSystemRequired();
        var before = KernelObjects.OpenFilesAtRest();
        var folder = $"/sys/fs/bpf/bpfgen-rejected-{Environment.ProcessId}";
        var exception = Assert.Throws<BpfException>(() => HashMap<uint, ulong>.Create(0, new() { Name = "none", PinPath = folder + "/m" }));

        Assert.Equal((Errno.EINVAL, "BPF_MAP_CREATE"), (exception.Errno, exception.Command));
        Assert.Contains("map 'none' (Hash)", exception.Message);
        Assert.DoesNotContain(" of ", exception.Message.Split(" (Hash)")[1].Split('.')[0]);
        Assert.False(Directory.Exists(folder));
        Assert.Equal(before, KernelObjects.OpenFiles());
    }

    [Fact]
    public void Create_throws_ArgumentException_for_invalid_arguments()
    {
        Assert.Throws<ArgumentException>(() => new MapCreateOptions { PinPath = "relative" });
        Assert.Throws<ArgumentOutOfRangeException>(() => ArrayMap.Create(-1, 1));
        Assert.Throws<ArgumentNullException>(() => ArrayOfMaps<ArrayMap<ulong>>.Create(1, template: null!));
    }

    private static List<ulong> KeysOf(HashOfMaps<ulong, HashMap<uint, ulong>> map)
    {
        var keys = new List<ulong>();
        foreach (var key in map)
        {
            keys.Add(key);
        }

        return keys;
    }

    /// <summary>A value of twelve bytes, which is the size of no integer type.</summary>
    private struct ThreeNumbers
    {
        public int A;
        public int B;
        public int C;
    }
}
