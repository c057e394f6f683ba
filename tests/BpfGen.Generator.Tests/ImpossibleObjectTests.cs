using BpfGen.Generator.Model;
using BpfGen.Generator.Tests.Support;
using Xunit;

namespace BpfGen.Generator.Tests;

/// <summary>Maps that no kernel accepts, map sizes that the object leaves to the load options, and incomplete hooks.</summary>
public sealed class ImpossibleObjectTests
{
    private const uint NoPreallocation = 1;

    [Theory]
    [InlineData(MapType.Hash, 0, 8, 1, 0, "it has no key, but the kernel requires at least 1 byte. Use __type(key, …).")]
    [InlineData(MapType.Array, 8, 8, 1, 0, "its key has 8 bytes, but the kernel requires 4 bytes. Use __type(key, __u32).")]
    [InlineData(MapType.PerCpuArray, 2, 8, 1, 0, "its key has 2 bytes, but the kernel requires 4 bytes. Use __type(key, __u32).")]
    [InlineData(MapType.ProgramArray, 4, 8, 1, 0, "its value has 8 bytes, but the kernel requires 4 bytes. Use __type(value, __u32).")]
    [InlineData(
        MapType.LpmTrie,
        4,
        8,
        1,
        NoPreallocation,
        "its key has 4 bytes, but the kernel requires 5 to 260 bytes. Use __type(key, struct …)")]
    [InlineData(
        MapType.LpmTrie,
        261,
        8,
        1,
        NoPreallocation,
        "its key has 261 bytes, but the kernel requires 5 to 260 bytes. Use __type(key, struct …)")]
    [InlineData(MapType.LpmTrie, 8, 8, 1, 0, "its flags are 0x0, without BPF_F_NO_PREALLOC. Add __uint(map_flags, BPF_F_NO_PREALLOC).")]
    [InlineData(
        MapType.LruHash,
        8,
        8,
        1,
        NoPreallocation,
        "its flags are 0x1, with BPF_F_NO_PREALLOC. Remove BPF_F_NO_PREALLOC from its map_flags.")]
    [InlineData(
        MapType.Queue,
        4,
        8,
        1,
        0,
        "it has a key of 4 bytes, but this type has none. Remove the key (key or key_size) from the map definition.")]
    [InlineData(MapType.Stack, 4, 8, 1, 0, "it has a key of 4 bytes, but this type has none.")]
    [InlineData(MapType.BloomFilter, 4, 8, 1, 0, "it has a key of 4 bytes, but this type has none.")]
    [InlineData(MapType.RingBuffer, 0, 8, 4096, 0, "it has a value of 8 bytes, but this type has none.")]
    [InlineData(
        MapType.RingBuffer,
        0,
        0,
        0x8000_0001,
        0,
        "its size is 2147483649 bytes, but a ring buffer can have at most 2147483648 bytes. Reduce max_entries.")]
    [InlineData(MapType.StackTrace, 4, 12, 1, 0, "its value has 12 bytes, but the kernel requires a multiple of 8.")]
    [InlineData(MapType.SockMap, 4, 16, 1, 0, "its value has 16 bytes, but the kernel requires 4 or 8.")]
    [InlineData(
        MapType.CgroupStorage,
        4,
        8,
        0,
        0,
        "its key has 4 bytes, but the kernel requires 8 or 16. Use __type(key, struct bpf_cgroup_storage_key).")]
    [InlineData(MapType.CgroupStorage, 16, 8, 1, 0, "its max_entries is 1, but must be 0. Remove max_entries from the definition.")]
    [InlineData(
        MapType.TaskStorage,
        4,
        8,
        0,
        NoPreallocation,
        "the definition gives no type of its key. Use __type(key, int) and __type(value, …)")]
    [InlineData(MapType.RHash, 0, 8, 1, NoPreallocation, "it has no key, but the kernel requires at least 1 byte. Use __type(key, …).")]
    [InlineData(MapType.RHash, 4, 8, 1, 0, "its flags are 0x0, without BPF_F_NO_PREALLOC.")]
    [InlineData(
        MapType.InstructionArray,
        4,
        8,
        1,
        0,
        "its value has 8 bytes, but the kernel requires 16 bytes. Correct the type of the value.")]
    [InlineData(MapType.Arena, 0, 0, 1, 0, "its flags are 0x0, without BPF_F_MMAPABLE.")]
    [InlineData(MapType.Array, 4, 0x80000008, 1, 0, "its value has 2147483656 bytes, but the kernel allows at most 2147483647.")]
    [InlineData(MapType.Hash, 0x80000000, 8, 1, 0, "its key has 2147483648 bytes, but the kernel allows at most 2147483647.")]
    public void A_map_that_no_kernel_accepts_is_an_error(object type, uint key, uint value, uint entries, uint flags, string reason)
    {
        var bytes = new ElfBuilder().WithMap("counts", (uint)(MapType)type, key, value, entries, flags).WithProgram("run").Build();
        using var project = new TestProject().WithObject("probe.o", bytes);

        var run = project.Run();

        Assert.StartsWith($"No kernel accepts map 'counts' ({type}): {reason}", run.Message("BPFGEN034"));
        Assert.Equal(["BPFGEN034"], run.Ids);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(999)]
    public void A_map_type_that_no_kernel_has_is_an_error(uint type)
    {
        using var project = new TestProject().WithObject("probe.o", new ElfBuilder().WithMap("counts", type).WithProgram("run").Build());

        Assert.StartsWith(
            $"Map 'counts' has type {type}, which does not exist. The types are 1 (BPF_MAP_TYPE_HASH) to 35.",
            project.Run().Message("BPFGEN033"));
    }

    [Fact]
    public void A_map_type_of_a_newer_kernel_is_accepted()
    {
        using var project = new TestProject().WithObject("probe.o", new ElfBuilder().WithMap("counts", 40).WithProgram("run").Build());

        Assert.Empty(project.Run().Ids);
    }

    [Fact]
    public void The_note_about_a_map_without_max_entries_shows_the_load_option_that_sets_max_entries()
    {
        var bytes = new ElfBuilder().WithMap("rx_cnt", (uint)MapType.Hash, 4, 8, maxEntries: 0).WithProgram("run").Build();
        using var project = new TestProject().WithObject("probe.o", bytes);

        var run = project.Run();

        Assert.Equal(
            "The max_entries of map 'rx_cnt' (Hash) is 0 in the object. Set it at load: Load(new() { Maps = { RxCnt = "
                + "{ MaxEntries = … } } }); "
            + "or in the eBPF source. If it is not set, Load throws.",
            run.Message("BPFGEN032"));
        Assert.Empty(run.Errors);
        Assert.Contains("OptionsName = \"Maps.RxCnt\", NeedsEntries = true", run.Source);
        run.Compile();
    }

    [Theory]
    [InlineData(MapType.ArrayOfMaps)]
    [InlineData(MapType.HashOfMaps)]
    public void The_note_about_a_map_of_maps_without_an_inner_map_shows_the_load_option_that_defines_the_inner_map(object type)
    {
        var bytes = new ElfBuilder().WithMap("by_cpu", (uint)(MapType)type, 4, 4, maxEntries: 1).WithProgram("run").Build();
        using var project = new TestProject().WithObject("probe.o", bytes);

        var run = project.Run();

        Assert.Equal(
            $"Map 'by_cpu' ({type}) has no inner map in the object. Set it at load: Load(new() {{ Maps = {{ ByCpu = {{ InnerMap = {{ … }} "
                + "} } }); or in the eBPF source. If it is not set, Load throws.",
            run.Message("BPFGEN032"));
        Assert.Empty(run.Errors);
        Assert.Contains("OptionsName = \"Maps.ByCpu\", NeedsInnerMap = true", run.Source);
        run.Compile();
    }

    [Fact]
    public void The_note_about_an_inner_map_without_max_entries_shows_the_load_option_that_sets_max_entries()
    {
        using var project = new TestProject().WithProbe("loading/inner-maps.o");

        var run = project.Run();

        Assert.Contains(
            "The max_entries of map 'sized.inner' (Hash) is 0 in the object. Set it at load: Load(new() { Maps = { Sized = { InnerMap = "
                + "{ MaxEntries = … } } } });",
            string.Join('\n', run.Messages("BPFGEN032")));
        Assert.Contains("OptionsName = \"Maps.Sized.InnerMap\", NeedsEntries = true", run.Source);
        Assert.Empty(run.Errors);
        run.Compile();
    }

    [Fact]
    public void The_note_about_a_map_without_a_value_size_shows_the_load_option_that_sets_the_value_size()
    {
        var bytes = new ElfBuilder().WithMap("stacks", (uint)MapType.StackTrace, 4, valueSize: 0, maxEntries: 16)
            .WithProgram("run")
            .Build();
        using var project = new TestProject().WithObject("probe.o", bytes);

        var run = project.Run();

        Assert.Contains("Maps = { Stacks = { ValueSize = … } }", run.Message("BPFGEN032"));
        Assert.Contains("OptionsName = \"Maps.Stacks\", NeedsValueSize = true", run.Source);
        run.Compile();
    }

    [Theory]
    [InlineData(MapType.Hash, true)]
    [InlineData(MapType.RHash, true)]
    [InlineData(MapType.RingBuffer, false)]
    [InlineData(MapType.ProgramArray, false)]
    [InlineData(MapType.SkStorage, true)]
    [InlineData((MapType)40, false)]
    public void The_value_size_is_a_load_option_only_for_map_types_that_accept_several_sizes(object type, bool expected)
    {
        var map = new MapModel("map", (MapType)type, KeySize: 4, ValueSize: 0, MaxEntries: 0, Flags: 0);

        Assert.Equal(expected, MapShapes.LacksValueSize(map));
    }

    [Theory]
    [InlineData(MapType.Hash, true)]
    [InlineData(MapType.RHash, true)]
    [InlineData(MapType.RingBuffer, true)]
    [InlineData(MapType.PerfEventArray, false)]
    [InlineData(MapType.SkStorage, false)]
    [InlineData((MapType)40, false)]
    public void The_number_of_entries_is_a_load_option_only_for_map_types_that_require_it(object type, bool expected)
    {
        var map = new MapModel("map", (MapType)type, KeySize: 4, ValueSize: 4, MaxEntries: 0, Flags: 0);

        Assert.Equal(expected, MapShapes.LacksEntries(map));
    }

    [Theory]
    [InlineData(MapType.PerfEventArray, 4, 4, 0)]
    [InlineData(MapType.RingBuffer, 0, 0, 20_000)]
    public void A_buffer_size_that_the_loader_corrects_causes_no_diagnostic(object type, uint key, uint value, uint entries)
    {
        var bytes = new ElfBuilder().WithMap("events", (uint)(MapType)type, key, value, entries).WithProgram("run").Build();
        using var project = new TestProject().WithObject("probe.o", bytes);

        Assert.Empty(project.Run().Ids);
    }

    [Fact]
    public void The_error_for_code_compiled_without_optimization_names_the_compiler_option()
    {
        // A call through register 1, which clang -O0 writes for a helper, and a load of a variable after it.
        var bytes = new ElfBuilder()
            .WithSection(".data", new byte[8])
            .WithSymbol("helper", ".data", ElfBuilder.Object)
            .WithProgram("run", "socket", [0x8d, 0, 0, 0, 1, 0, 0, 0, .. ElfBuilder.Code(0x18, 0, 0xb7, 0x95)])
            .WithRelocation("socket", 8, "helper")
            .Build();
        using var project = new TestProject().WithObject("probe.o", bytes);

        var run = project.Run();

        Assert.Contains(
            "instruction 0 calls a function through a register, which no kernel supports. Compile the object with -O2",
            run.Message("BPFGEN019"));
        Assert.Single(run.Errors);
    }

    [Theory]
    [InlineData("tracepoint/sched_switch", "SEC(\"tracepoint/CATEGORY/NAME\"); or SEC(\"tracepoint\") if")]
    [InlineData("tp/sched/", "SEC(\"tp/CATEGORY/NAME\"); or SEC(\"tp\") if")]
    [InlineData("uprobe/readline", "SEC(\"uprobe/BINARY:FUNCTION\"); or SEC(\"uprobe\") if")]
    [InlineData("uretprobe.s/readline", "SEC(\"uretprobe.s/BINARY:FUNCTION\"); or SEC(\"uretprobe.s\") if")]
    [InlineData("kprobe/", "SEC(\"kprobe/TARGET\"); or SEC(\"kprobe\") if")]
    [InlineData("kprobe.multi/", "SEC(\"kprobe.multi/TARGET\"); or SEC(\"kprobe.multi\") if")]
    [InlineData("raw_tp/", "SEC(\"raw_tp/TARGET\"); or SEC(\"raw_tp\") if")]
    [InlineData("usdt/", "SEC(\"usdt/BINARY:PROVIDER:NAME\"); or SEC(\"usdt\") if")]
    [InlineData("usdt/libc.so.6:setjmp", "SEC(\"usdt/BINARY:PROVIDER:NAME\"); or SEC(\"usdt\") if")]
    public void An_incomplete_hook_in_a_section_name_is_a_warning(string section, string fix)
    {
        using var project = new TestProject().WithObject("probe.o", new ElfBuilder().WithProgram("run", section).Build());

        var run = project.Run();

        Assert.StartsWith($"Program 'run' is in section '{section}', whose hook '", run.Message("BPFGEN035"));
        Assert.Contains(fix, run.Message("BPFGEN035"));
        Assert.Equal(["BPFGEN035"], run.Ids);
    }

    [Theory]
    [InlineData("tracepoint/sched/sched_switch")]
    [InlineData("tracepoint")]
    [InlineData("uprobe//bin/bash:readline")]
    [InlineData("uprobe")]
    [InlineData("usdt/libc.so.6:libc:setjmp")]
    [InlineData("kprobe/do_exit")]
    [InlineData("kprobe.multi/tcp_*")]
    public void A_section_name_with_a_complete_hook_or_without_a_hook_causes_no_warning(string section)
    {
        using var project = new TestProject().WithObject("probe.o", new ElfBuilder().WithProgram("run", section).Build());

        Assert.Empty(project.Run().Ids);
    }

    [Fact]
    public void An_object_that_requires_BTF_but_has_none_causes_only_one_error()
    {
        var load = ElfBuilder.Code(0x18, 0, 0x95);
        var bytes = new ElfBuilder().WithSection(".maps", new byte[32])
            .WithSymbol("first", ".maps", ElfBuilder.Object, 0, 16).WithSymbol("second", ".maps", ElfBuilder.Object, 16, 16)
            .WithSection("socket", load, executable: true).WithSymbol("run", "socket", ElfBuilder.Function)
            .WithRelocation("socket", 0, "first").Build();
        using var project = new TestProject().WithObject("probe.o", bytes, ("BpfRequireMaps", "first;third"));

        var run = project.Run();

        Assert.Equal(
            "The object has no BTF, which section '.maps' requires. Compile it with -g, and do not strip the section '.BTF'.",
            run.Message("BPFGEN036"));
        Assert.Equal(["BPFGEN036"], run.Ids);
    }
}
