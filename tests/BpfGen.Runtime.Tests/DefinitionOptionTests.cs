using System;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>Load options that read and change the definitions of maps and programs.</summary>
[Collection(KernelTests.Name)]
[SuppressMessage("Design", "CA1001", Justification = "The tests dispose what they create.")]
public sealed class DefinitionOptionTests
{
    private const uint SleepableFlag = 1 << 4;

    [Fact]
    public void Map_options_default_to_the_values_in_the_object()
    {
        var options = new Options.LoadOptions();
        var (counts, events, rodata) = (options.Maps.Counts, options.Maps.Events, options.Maps.Rodata);

        Assert.Equal((MapType.Hash, 4u, 8u, 16u, 0u), (counts.Type, counts.KeySize, counts.ValueSize, counts.MaxEntries, counts.Flags));
        Assert.Equal((null, 0ul, null, true), (counts.NumaNode, counts.Extra, counts.PinPath, counts.AutoCreate));
        Assert.Equal((MapType.RingBuffer, 0u, 0u, 4096u), (events.Type, events.KeySize, events.ValueSize, events.MaxEntries));
        Assert.Equal((MapType.Array, 20u, 1152u), (rodata.Type, rodata.ValueSize, rodata.Flags));
        Assert.Equal("/sys/fs/bpf/bpfgen_pinned", new Pinned.LoadOptions().Maps.BpfgenPinned.PinPath);
        Assert.Equal("/x/bpfgen_pinned", new Pinned.LoadOptions { PinRoot = "/x/" }.Maps.BpfgenPinned.PinPath);
        var structs = new Congestion.LoadOptions().Maps;
        Assert.Equal((true, false), (structs.Linked.AutoCreate, structs.Spare.AutoCreate));
        var inner = new InnerMaps.LoadOptions().Maps.Sized.InnerMap;
        Assert.Equal((MapType.Hash, 4u, 0u), (inner.Type, inner.KeySize, inner.MaxEntries));
    }

    [Fact]
    public void Program_options_default_to_the_values_in_the_object()
    {
        var options = new Kinds.LoadOptions();
        var (sleeps, leaves, returns) = (options.Programs.Sleeps, options.Programs.Leaves, options.Programs.Returns);

        Assert.Equal((ProgramType.Kprobe, "libbpfgen-probed.so:probed_one", true), (sleeps.Type, sleeps.AttachTarget, sleeps.AutoLoad));
        Assert.Equal((ProgramType.CgroupSkb, AttachType.CgroupInetIngress), (leaves.Type, leaves.ExpectedAttachType));
        Assert.Equal((ProgramType.Tracing, AttachType.TraceFentry, 0u), (returns.Type, returns.ExpectedAttachType, returns.Flags));
        Assert.Equal((VerifierLogLevel.None, 65_536u), (returns.LogLevel, returns.LogSize));
        Assert.Equal(SleepableFlag, new global::BpfGen.Runtime.Tests.Sleepable.LoadOptions().Programs.OnFunction.Flags);
        Assert.False(new Options.LoadOptions().Programs.OnRequest.AutoLoad);
    }

    [Fact]
    public void An_option_returns_the_value_in_the_object_until_another_value_is_set()
    {
        Kernel.Required();
        var options = new Options.LoadOptions { Maps = { Counts = { NumaNode = 0 } } };
        options.Maps.Counts.MaxEntries *= 2;
        options.Maps.Counts.Flags |= 1;

        using var loaded = Options.Load(options);

        Assert.Equal((32u, 0u, 5u), (options.Maps.Counts.MaxEntries, options.Maps.Counts.NumaNode, options.Maps.Counts.Flags));
        Assert.Equal((32u, 5u), (loaded.Counts.MaxEntries, loaded.Counts.GetInfo().Flags));
        options.Maps.Counts.NumaNode = null;
        Assert.Equal(1u, options.Maps.Counts.Flags);
    }

    [Fact]
    public void Load_options_can_change_the_type_of_a_map_from_hash_to_LRU_hash()
    {
        Kernel.Required();
        using var options = Options.Load(new() { Maps = { Counts = { Type = MapType.LruHash, MaxEntries = 1024 } } });

        for (var key = 0u; key < 5000; key++)
        {
            options.Counts[key] = key;
        }

        Assert.Equal((MapType.LruHash, 4999ul), (options.Counts.GetInfo().Type, options.Counts[4999]));
    }

    [Fact]
    public void Options_that_contradict_the_C_sharp_class_of_a_map_throw_ArgumentException()
    {
        Kernel.Required();

        Assert.Equal(
            "The options of map 'counts' set Type to PerCpuHash, but the class of its property is for maps of type Hash.",
            Assert.Throws<ArgumentException>(() => Options.Load(new() { Maps = { Counts = { Type = MapType.PerCpuHash } } })).Message);
        Assert.Equal(
            "The options of map 'counts' do not fit the map's C# types: UInt32 has 4 bytes, but the keys of map 'counts' have 8.",
            Assert.Throws<ArgumentException>(() => Options.Load(new() { Maps = { Counts = { KeySize = 8 } } })).Message);
        Assert.Equal(
            "The options of map 'counts' do not fit the map's C# types: UInt64 has 8 bytes, but the values of map 'counts' have 16.",
            Assert.Throws<ArgumentException>(() => Options.Load(new() { Maps = { Counts = { ValueSize = 16 } } })).Message);
        Assert.Equal(
            "The options of map 'options.bss' set Type, which maps of variables do not support. Do not set Type.",
            Assert.Throws<ArgumentException>(() => Options.Load(new() { Maps = { Bss = { Type = MapType.Hash } } })).Message);
        Assert.Equal(
            "The options of map 'options.bss' set MaxEntries, which maps of variables do not support. Do not set MaxEntries.",
            Assert.Throws<ArgumentException>(() => Options.Load(new() { Maps = { Bss = { MaxEntries = 2 } } })).Message);
        Assert.Contains(
            "the values of map 'counts' have 4294967295.",
            Assert.Throws<ArgumentException>(() => Options.Load(new() { Maps = { Counts = { ValueSize = uint.MaxValue } } })).Message);
        Assert.Contains(
            "do not fit the map's C# types: The variables have 24 bytes, but map 'options.bss' has 8.",
            Assert.Throws<ArgumentException>(() => Options.Load(new() { Maps = { Bss = { ValueSize = 8 } } })).Message);
        Assert.Contains(
            "set InnerMap, but the map is of type Hash, which contains no maps.",
            Assert.Throws<ArgumentException>(() => Options.Load(new() { Maps = { Counts = { InnerMap = { MaxEntries = 1 } } } })).Message);
        Assert.Contains(
            "set Flags, which struct_ops maps do not support",
            Assert.Throws<ArgumentException>(() => Congestion.Load(new() { Maps = { Linked = { Flags = 1 } } })).Message);
    }

    [Fact]
    public void Options_that_contradict_the_C_sharp_class_of_a_program_throw_ArgumentException()
    {
        Kernel.Required();

        Assert.Equal(
            "The options of program 'leaves' set Type to Xdp, but the class of its property is for programs of type CgroupSkb.",
            Assert.Throws<ArgumentException>(
                () => Kinds.Load(new() { Programs = { AutoLoad = false, Leaves = { Type = ProgramType.Xdp } } })).Message);
        Assert.Equal(
            "The options of program 'returns' set ExpectedAttachType to TraceIter, but the class of its property is for other hooks. "
                + "Change the section 'fentry/security_task_getpgid' of the program.",
            Assert.Throws<ArgumentException>(
                () => Kinds.Load(new()
                {
                    Programs = { AutoLoad = false, Returns = { ExpectedAttachType = AttachType.TraceIter } },
                })).Message);
        Assert.Throws<ArgumentException>(
            () => Kinds.Load(new()
            {
                Programs = { AutoLoad = false, Sleeps = { ExpectedAttachType = AttachType.TraceUprobeMulti } },
            }));
        Assert.Throws<ArgumentException>(
            () => Congestion.Load(new() { Programs = { Avoid = { ExpectedAttachType = AttachType.TraceFentry } } }));
    }

    [Fact]
    public unsafe void The_load_option_Flags_can_make_a_program_sleepable()
    {
        Kernel.Required();
        using var library = new ProbedLibrary();
        var options = new Kinds.LoadOptions { Programs = { AutoLoad = false, Sleeps = { AutoLoad = true } } };
        Assert.Throws<VerifierException>(() => Kinds.Load(options));
        options.Programs.Sleeps.Flags |= SleepableFlag;
        using var kinds = Kinds.Load(options);
        using var link = kinds.Sleeps.Attach(library.Path, "probed_one");
        var word = 0x1122_3344ul;
        kinds.Bss.Process = (ulong)Environment.ProcessId;
        kinds.Bss.Address = (ulong)&word;

        library.Call(0, 1);

        Assert.Equal(word, kinds.Bss.Word);
    }

    [Fact]
    public void A_cgroup_program_is_loaded_and_attached_with_the_attach_type_in_its_options()
    {
        using var cgroup = new OwnCgroup();
        using var kinds = Kinds.Load(new()
        {
            Programs = { AutoLoad = false, Leaves = { AutoLoad = true, ExpectedAttachType = AttachType.CgroupInetEgress } },
        });
        using var link = kinds.Leaves.Attach(cgroup.Path);
        using var socket = new UdpClient(AddressFamily.InterNetwork);

        // Nobody receives the datagram in this cgroup, so an ingress program would not run.
        socket.Send([1], 1, new IPEndPoint(IPAddress.Parse("127.0.0.1"), 9));

        Assert.Equal(AttachType.CgroupInetEgress, kinds.Leaves.ExpectedAttachType);
        Poll.Until(() => kinds.Bss.Packets > 0, "the packet to leave");
        Assert.Equal(AttachType.CgroupInetEgress, Assert.IsType<KernelLink>(link).Info.AttachType);
    }

    [Fact]
    public void AutoCreate_for_all_maps_applies_to_maps_that_set_neither_AutoCreate_nor_Reuse()
    {
        Kernel.Required();
        using var first = Options.Load();
        using var options = Options.Load(new()
        {
            Maps = { AutoCreate = false, Counts = { AutoCreate = true }, Spare = { Reuse = first.Spare } },
            Programs = { AutoLoad = false },
        });
        using var inner = InnerMaps.Load(new() { Maps = { AutoCreate = false }, Programs = { AutoLoad = false } });

        Assert.Equal(
            (true, true, false, false, false),
            (options.Counts.IsCreated, options.Spare.IsCreated, options.Events.IsCreated, options.Rodata.IsCreated, options.Bss.IsCreated));
        Assert.Equal((false, false), (inner.Sized.IsCreated, inner.Given.IsCreated));
    }

    [Fact]
    public void Load_options_can_define_the_inner_maps_of_a_map_of_maps()
    {
        Kernel.Required();
        using var maps = InnerMaps.Load(new()
        {
            Maps =
            {
                Sized = { InnerMap = { MaxEntries = 64 } },
                Given = { InnerMap = { Type = MapType.Array, KeySize = 4, ValueSize = 8, MaxEntries = 1 } },
            },
        });
        using var sized = maps.Sized.CreateInner("sized");
        using var given = maps.Given.CreateInner("given");
        maps.Sized.Set(1, sized);
        maps.Given.Set(2, given);
        sized[0] = 10;

        maps.Count.TestRun(new byte[64]);

        Assert.Equal((64u, 11ul), (sized.MaxEntries, sized[0]));
        using var array = ArrayMap<ulong>.OpenById(given.Id);
        Assert.Equal((MapType.Array, 1ul), (given.Type, array[0]));
    }

    [Fact]
    public void Load_options_can_use_an_existing_map_as_the_template_of_inner_maps()
    {
        Kernel.Required();
        using var options = Options.Load();
        using var maps = InnerMaps.Load(new()
        {
            Maps = { Sized = { InnerMap = { Reuse = options.Counts } }, Given = { InnerMap = { ReuseHandle = options.Spare.Handle } } },
        });
        using var created = maps.Sized.CreateInner();
        maps.Sized.Set(1, options.Counts);
        maps.Given.Set(2, options.Spare);
        options.Counts[0] = 0;

        maps.Count.TestRun(new byte[64]);

        Assert.Equal((1ul, 1ul), (options.Counts[0], options.Spare[0]));
        Assert.Equal(options.Counts.MaxEntries, created.MaxEntries);
    }

    [Fact]
    public void The_error_for_a_missing_or_contradictory_inner_map_definition_names_the_load_option()
    {
        Kernel.Required();
        using var options = Options.Load();

        Assert.StartsWith(
            "Set Maps.Sized.InnerMap.MaxEntries in the options ",
            Assert.Throws<InvalidOperationException>(() => InnerMaps.Load()).Message);
        Assert.StartsWith(
            "Set Maps.Given.InnerMap in the options that you pass to Load: " +
                "map 'given' (HashOfMaps) of inner-maps.o has no InnerMap in the object.",
            Assert.Throws<InvalidOperationException>(() => InnerMaps.Load(new() { Maps = { Sized = { InnerMap = { MaxEntries = 1 } } } }))
                .Message);
        Assert.StartsWith(
            "Set Maps.Given.InnerMap.Type in the options ",
            Assert.Throws<InvalidOperationException>(() => InnerMaps.Load(new()
            {
                Maps = { Sized = { InnerMap = { MaxEntries = 1 } }, Given = { InnerMap = { MaxEntries = 1 } } },
            })).Message);
        Assert.Equal(
            "The options of map 'sized' do not fit the map's C# types: The inner maps are of type Array, which HashMap does not support.",
            Assert.Throws<ArgumentException>(() => InnerMaps.Load(new() { Maps = { Sized = { InnerMap = { Reuse = options.Spare } } } }))
                .Message);
        Assert.Contains(
            "UInt64 has 8 bytes, but the values of map 'sized.inner' have 4.",
            Assert.Throws<ArgumentException>(
                () => InnerMaps.Load(new() { Maps = { Sized = { InnerMap = { MaxEntries = 1, ValueSize = 4 } } } })).Message);
        Assert.Contains(
            "set InnerMap.InnerMap, which inner maps do not support",
            Assert.Throws<ArgumentException>(
                () => InnerMaps.Load(new() { Maps = { Sized = { InnerMap = { InnerMap = { MaxEntries = 1 } } } } })).Message);
        Assert.Contains(
            "set InnerMap.PinPath, which inner maps do not support",
            Assert.Throws<ArgumentException>(
                () => InnerMaps.Load(new() { Maps = { Sized = { InnerMap = { PinPath = "/sys/fs/bpf/x" } } } })).Message);
    }
}
