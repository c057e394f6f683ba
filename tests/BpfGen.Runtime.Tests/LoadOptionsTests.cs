using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Threading;
using BpfGen.Interop;
using BpfGen.Loading;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>Load options, which override settings of the object file.</summary>
[Collection(KernelTests.Name)]
public sealed class LoadOptionsTests
{
    private const string Pins = "/sys/fs/bpf/bpfgen-test/options";
    private const string UsualPin = "/sys/fs/bpf/bpfgen_pinned";

    [Theory]
    [InlineData(0, 8, "Set Maps.RxCnt.MaxEntries in the options that you pass to Load: map 'rx_cnt' (")]
    [InlineData(1, 0, "Set Maps.RxCnt.ValueSize in the options that you pass to Load: map 'rx_cnt' (")]
    public void The_error_names_a_map_size_that_neither_the_object_nor_the_options_set(uint entries, uint valueSize, string message)
    {
        using var loader = new ObjectLoader("rx.o", BitConverter.IsLittleEndian, license: "GPL");
        var definition = new MapDefinition("rx_cnt", MapType.Hash, 4, valueSize, entries)
        {
            OptionsName = "Maps.RxCnt",
            NeedsEntries = true,
            NeedsValueSize = true,
        };

        var exception = Assert.Throws<InvalidOperationException>(() => loader.CreateMap<HashMap>(definition));

        Assert.StartsWith(message, exception.Message);
    }

    [Fact]
    public void Default_options_keep_the_settings_of_the_object()
    {
        Kernel.Required();
        using var options = Options.Load(new());

        Assert.Equal((1ul, 1u, 2u), (options.Rodata.Value.Step, options.Rodata.Value.Limits.Low, options.Rodata.Value.Limits.High));
        Assert.Equal((16u, 4096u), (options.Counts.MaxEntries, options.Events.MaxEntries));
        Assert.True(options.Count.IsLoaded);
    }

    [Fact]
    public void Load_options_set_constants_and_initial_values()
    {
        Kernel.Required();
        using var options = Options.Load(new() { Rodata = { Step = 1000 }, Bss = { Packets = 7 } });

        Packets.SendUntil(options.Count, () => Volatile.Read(ref options.Bss.Value.Packets) > 1007, "packets to be counted");

        Assert.Equal(7ul, options.Bss.Value.Packets % 1000);
    }

    [Fact]
    public void Constants_in_a_large_rodata_section_are_set_by_name()
    {
        Kernel.Required();
        var options = new LargeData.LoadOptions();
        options.Rodata.Step = 5;
        options.Rodata.Place = 19_999;
        options.Rodata.Table[19_999] = 7;
        options.Rodata.Bytes = "other";
        options.Bss.Packets = 100;
        using var large = LargeData.Load(options);

        large.Count.TestRun(new byte[64]);

        Assert.Equal((135ul, (ulong)'r'), (large.Bss.Packets, large.Bss.LastLetter));
        Assert.Equal((3u, 5ul, 7u), (large.Rodata.Table[2], large.Rodata.Step, large.Rodata.Table[19_999]));
    }

    [Fact]
    public void Unset_variables_in_a_large_section_keep_the_values_in_the_object()
    {
        Kernel.Required();
        using var large = LargeData.Load(new());

        large.Count.TestRun(new byte[64]);

        Assert.Equal((2ul, (ulong)'t'), (large.Bss.Packets, large.Bss.LastLetter));
    }

    [Fact]
    public void Constants_of_an_object_without_BTF_are_set_as_bytes()
    {
        Kernel.Required();
        var options = new PlainData.LoadOptions();
        Assert.Equal((1000ul, 5ul), (MemoryMarshal.Read<ulong>(options.Rodata.Bytes), MemoryMarshal.Read<ulong>(options.Data.Bytes)));
        MemoryMarshal.Write(options.Rodata.Bytes, 8ul);
        MemoryMarshal.Write(options.Data.Bytes, 6ul);
        using var data = PlainData.Load(options);
        var bytes = new byte[data.Bss.ValueSize];

        // Each test run adds 6 (the value in Data) to the total, until the total is above 8 (the limit in Rodata). So the total stops at
        // 12.
        for (var i = 0; i < 4; i++)
        {
            data.Add.TestRun(new byte[64]);
        }

        data.Bss.Read(0, bytes);
        Assert.Equal(12ul, MemoryMarshal.Read<ulong>(bytes));
    }

    [Fact]
    public void Members_of_a_constant_struct_are_set_one_by_one()
    {
        Kernel.Required();
        using var options = Options.Load(new() { Rodata = { Limits = { High = 9 } } });
        options.Counts[9] = 0;

        Packets.SendUntil(options.Count, () => options.Counts[9] > 0, "packets to be counted");

        Assert.Equal((1u, 9u), (options.Rodata.Value.Limits.Low, options.Rodata.Value.Limits.High));
    }

    [Fact]
    public void The_verifier_checks_the_code_that_constants_in_the_options_make_reachable()
    {
        Kernel.Required();

        var exception = Assert.Throws<VerifierException>(() => Options.Load(new() { Rodata = { FollowNull = 1 } }));

        Assert.Contains("map_value_or_null", exception.Message);
    }

    [Fact]
    public void Load_options_set_the_size_of_maps()
    {
        Kernel.Required();
        using var options = Options.Load(new() { Maps = { Counts = { MaxEntries = 2 }, Events = { MaxEntries = 20_000 } } });
        options.Counts[1] = options.Counts[2] = 1;

        var exception = Assert.Throws<BpfException>(() => options.Counts[3] = 1);

        Assert.Contains("The map is full: it holds at most 2 entries.", exception.Message);
        Assert.Equal(0, Bpf.Info(options.Events.Descriptor, out MapInfo ring));
        Assert.Equal((32_768u, 32_768u), (ring.MaxEntries, options.Events.MaxEntries));
    }

    [Fact]
    public void The_error_names_a_map_with_invalid_flags()
    {
        Kernel.Required();

        var exception = Assert.Throws<BpfException>(() => Options.Load(new() { Maps = { Counts = { Flags = 0x8000_0000 } } }));

        Assert.Equal("map 'counts' (Hash) of options.o", exception.Subject);
    }

    [Fact]
    public void Load_options_can_enlarge_a_data_section()
    {
        Kernel.Required();
        using var options = Options.Load(new() { Bss = { Packets = 3 }, Maps = { Bss = { ValueSize = 100 } } });

        Assert.Equal((100, 3ul), (options.Bss.ValueSize, options.Bss.Value.Packets));
    }

    [Fact]
    public void A_map_is_pinned_at_the_path_in_its_options_and_reused_by_the_next_load()
    {
        Kernel.BpfFileSystemRequired();
        var path = Pins + "/counts";
        Unpin(path);
        using var first = Options.Load(new() { Maps = { Counts = { PinPath = path } } });
        using var second = Options.Load(new() { Maps = { Counts = { PinPath = path } } });

        first.Counts[1] = 5;

        Assert.Equal((first.Counts.Id, 5ul), (second.Counts.Id, second.Counts[1]));
        Unpin(path);
    }

    [Fact]
    public void A_map_pinned_by_its_load_has_a_PinPath_and_can_be_unpinned()
    {
        Kernel.BpfFileSystemRequired();
        var path = Pins + "/known-counts";
        Unpin(path);
        Unpin(Pins + "/bpfgen_pinned");
        using var first = Options.Load(new() { Maps = { Counts = { PinPath = path } } });
        using var second = Options.Load(new() { Maps = { Counts = { PinPath = path } } });
        using var byName = Pinned.Load(new() { PinRoot = Pins + "/" });
        using var none = Options.Load(new() { Maps = { Counts = { Reuse = first.Counts } } });

        Assert.Equal((path, path, null), (first.Counts.PinPath, second.Counts.PinPath, none.Counts.PinPath));
        Assert.Equal(Pins + "/bpfgen_pinned", byName.BpfgenPinned.PinPath);
        second.Counts.Unpin();
        byName.BpfgenPinned.Unpin();

        Assert.Equal((false, false, null), (File.Exists(path), File.Exists(Pins + "/bpfgen_pinned"), second.Counts.PinPath));
        Assert.Throws<InvalidOperationException>(second.Counts.Unpin);
    }

    [Theory]
    [InlineData("relative/path")]
    [InlineData("/sys/fs/bpf/with\0zero")]
    public void A_pin_path_that_is_not_absolute_throws_ArgumentException(string path)
    {
        Kernel.Required();
        using var options = Options.Load();

        Assert.Contains(
            "is not an absolute path", Assert.Throws<ArgumentException>(() => new Options.LoadOptions { PinRoot = path }).Message);
        Assert.Throws<ArgumentException>(() => new Options.LoadOptions { PinRoot = "" });
        Assert.Throws<ArgumentException>(() => Options.Load(new() { Maps = { Counts = { PinPath = path } } }));
        Assert.Throws<ArgumentException>(() => options.Counts.Pin(path));
        Assert.Throws<ArgumentException>(() => options.Count.Pin(path));
        Assert.Throws<ArgumentException>(() => BpfMap.OpenPinned(path));
        Assert.Throws<ArgumentException>(() => BpfProgram.OpenPinned(path));
        Assert.Throws<ArgumentException>(() => KernelLink.OpenPinned(path));
    }

    [Fact]
    public void Map_options_that_a_reused_map_would_ignore_throw_ArgumentException()
    {
        Kernel.Required();
        using var first = Options.Load();

        var entries =
            Assert.Throws<ArgumentException>(() => Options.Load(new() { Maps = { Counts = { Reuse = first.Counts, MaxEntries = 8 } } }));
        Assert.Throws<ArgumentException>(
            () => Options.Load(new() { Maps = { Counts = { ReuseHandle = first.Counts.Handle, Flags = 1 } } }));
        Assert.Throws<ArgumentException>(
            () => Options.Load(new() { Maps = { Counts = { Reuse = first.Counts, PinPath = "/sys/fs/bpf/x" } } }));
        Assert.Throws<ArgumentException>(() => Options.Load(new() { Maps = { Counts = { Reuse = first.Counts, AutoCreate = false } } }));
        Assert.Throws<ArgumentException>(
            () => Options.Load(new() { Maps = { Counts = { Reuse = first.Counts, ReuseHandle = first.Counts.Handle } } }));
        Assert.Throws<ArgumentException>(() => Congestion.Load(new() { Maps = { Linked = { PinPath = "/sys/fs/bpf/x" } } }));

        Assert.Equal(
            "The options of map 'counts' set both Reuse and MaxEntries. An existing map keeps its own properties: do not set MaxEntries.",
            entries.Message);
    }

    [Fact]
    public void A_pinned_map_with_another_size_or_flags_is_rejected_with_a_reason()
    {
        Kernel.BpfFileSystemRequired();
        var path = Pins + "/other-counts";
        Unpin(path);
        using var first = Options.Load(new() { Maps = { Counts = { PinPath = path } } });

        var entries = Assert.Throws<BpfException>(() => Options.Load(new() { Maps = { Counts = { PinPath = path, MaxEntries = 8 } } }));
        var flags = Assert.Throws<BpfException>(() => Options.Load(new() { Maps = { Counts = { PinPath = path, Flags = 1 } } }));

        Assert.Contains("it holds 16 entries, not 8", entries.Message);
        Assert.Contains("it has the flags 0x0, not 0x1", flags.Message);
        Unpin(path);
    }

    [Fact]
    public void A_map_pinned_by_name_is_reused_by_the_next_load()
    {
        Kernel.BpfFileSystemRequired();
        Unpin(UsualPin);
        uint id;
        using (var first = Pinned.Load())
        {
            first.BpfgenPinned[0] = 7;
            id = first.BpfgenPinned.Id;
            Assert.True(File.Exists(UsualPin));
        }

        using var second = Pinned.Load();

        Assert.Equal((id, 7ul), (second.BpfgenPinned.Id, second.BpfgenPinned[0]));
        Unpin(UsualPin);
    }

    [Fact]
    public void PinRoot_sets_the_folder_of_maps_pinned_by_name()
    {
        Kernel.BpfFileSystemRequired();
        var path = Pins + "/bpfgen_pinned";
        Unpin(UsualPin);
        Unpin(path);

        using var pinned = Pinned.Load(new() { PinRoot = Pins });

        Assert.Equal((true, false), (File.Exists(path), File.Exists(UsualPin)));
        Unpin(path);
    }

    [Fact]
    public void A_map_is_created_with_the_flags_in_its_options()
    {
        const uint NoPreallocation = 1;
        const uint ReadOnly = 1 << 3;
        Kernel.Required();
        using var asObject = Options.Load();
        using var options = Options.Load(new() { Maps = { Counts = { Flags = NoPreallocation | ReadOnly } } });

        // The flag for read-only access applies to the descriptor, so the map's information does not contain it.
        Assert.Equal((0u, NoPreallocation), (asObject.Counts.GetInfo().Flags, options.Counts.GetInfo().Flags));
        Assert.Equal("EPERM", Assert.Throws<BpfException>(() => options.Counts[1] = 1).ErrnoName);
    }

    [Fact]
    public void A_map_is_created_on_the_NUMA_node_in_its_options()
    {
        const uint NumaNodeFlag = 4;
        Kernel.Required();
        using var options = Options.Load(new() { Maps = { Counts = { NumaNode = 0 } } });

        var exception = Assert.Throws<BpfException>(() => Options.Load(new() { Maps = { Counts = { NumaNode = 1_000_000 } } }));

        Assert.Equal(NumaNodeFlag, options.Counts.GetInfo().Flags);
        Assert.Equal((Errno.EINVAL, "map 'counts' (Hash) of options.o"), (exception.Errno, exception.Subject));
    }

    [Fact]
    public void A_pinned_map_of_variables_keeps_their_values_for_the_next_load()
    {
        Kernel.BpfFileSystemRequired();
        var path = Pins + "/bss";
        Unpin(path);
        using var first = Options.Load(new() { Bss = { Packets = 5 }, Maps = { Bss = { PinPath = path } } });
        using var second = Options.Load(new() { Maps = { Bss = { PinPath = path } } });

        Assert.Equal(5ul, second.Bss.Value.Packets);
        Unpin(path);
    }

    [Fact]
    public void PinRoot_also_applies_to_pin_paths_of_the_object()
    {
        Kernel.BpfFileSystemRequired();
        var path = Pins + "/bpfgen-test/globals/pinned_packets";
        Unpin(path);
        using var gobpf = Gobpf.Load(new() { PinRoot = Pins });

        Assert.True(File.Exists(path));
        Unpin(path);
    }

    [Fact]
    public void An_empty_PinPath_disables_the_pin_of_the_object()
    {
        Kernel.BpfFileSystemRequired();
        var path = Pins + "/bpfgen-test/globals/pinned_packets";
        Unpin(path);
        using var gobpf = Gobpf.Load(new() { PinRoot = Pins, Maps = { PinnedPackets = { PinPath = "" } } });

        Assert.False(File.Exists(path));
    }

    [Fact]
    public void A_program_of_a_section_with_a_question_mark_is_skipped_and_throws_when_it_is_used()
    {
        Kernel.Required();
        using var options = Options.Load();
        using var socket = PacketSocket.Open("lo");

        var exception = Assert.Throws<InvalidOperationException>(() => options.OnRequest.Attach(socket));

        Assert.False(options.OnRequest.IsLoaded);
        Assert.Equal(
            "Program 'on_request' of section 'socket' was not loaded. "
                + "To load it, set its AutoLoad to true in the options that you pass to Load. "
                + "If the program is optional, its property LoadFailure has the reason.",
            exception.Message);
    }

    [Fact]
    public void A_program_of_a_section_with_a_question_mark_is_loaded_if_the_options_set_AutoLoad()
    {
        Kernel.Required();
        using var options = Options.Load(new() { Programs = { OnRequest = { AutoLoad = true } } });

        Packets.SendUntil(options.OnRequest, () => Volatile.Read(ref options.Bss.Value.ByOption) > 0, "packets to be counted");
    }

    [Fact]
    public void AutoLoad_of_a_program_overrides_AutoLoad_of_all_programs()
    {
        Kernel.Required();
        using var options = Options.Load(new() { Programs = { AutoLoad = false, UsesSpare = { AutoLoad = true } } });

        Assert.Equal((false, false, true), (options.Count.IsLoaded, options.OnRequest.IsLoaded, options.UsesSpare.IsLoaded));
    }

    [Fact]
    public void Objects_that_reuse_a_map_share_it_and_keep_it_after_the_first_object_is_disposed()
    {
        Kernel.Required();
        var first = Options.Load(new() { Maps = { Counts = { MaxEntries = 5 } } });
        using var second = Options.Load(new() { Maps = { Counts = { Reuse = first.Counts } } });
        using var third = Options.Load(new() { Maps = { Counts = { ReuseHandle = first.Counts.Handle } } });
        var id = first.Counts.Id;
        first.Counts[2] = 0;
        first.Dispose();

        Packets.SendUntil(second.Count, () => second.Counts[2] > 0, "packets to be counted");

        Assert.Equal((id, id, 5u), (second.Counts.Id, third.Counts.Id, second.Counts.MaxEntries));
    }

    [Fact]
    public void Reuse_rejects_a_map_of_another_type()
    {
        Kernel.Required();
        using var first = Options.Load();

        var exception = Assert.Throws<BpfException>(() => Options.Load(new() { Maps = { Counts = { Reuse = first.Spare } } }));

        Assert.Contains(
            "map 'counts' (Hash) of options.o. The map in Reuse or ReuseHandle cannot be used: it is of type Array.", exception.Message);
    }

    [Fact]
    public void Programs_that_do_not_use_a_map_with_AutoCreate_false_are_loaded()
    {
        Kernel.Required();
        using var options = Options.Load(new() { Maps = { Spare = { AutoCreate = false } } });

        var exception = Assert.Throws<InvalidOperationException>(() => options.Spare[0]);

        Assert.Contains("Map 'spare' was not created", exception.Message);
        Assert.True(options.Count.IsLoaded);
    }

    [Fact]
    public void A_program_that_uses_a_map_with_AutoCreate_false_is_rejected()
    {
        Kernel.Required();

        Assert.Throws<VerifierException>(() => Options.Load(new()
        {
            Maps = { Spare = { AutoCreate = false } },
            Programs = { UsesSpare = { AutoLoad = true } },
        }));
    }

    private static void Unpin(string path)
    {
        if (File.Exists(path))
        {
            File.Delete(path);
        }
    }
}
