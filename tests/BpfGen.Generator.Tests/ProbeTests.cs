using System.Linq;
using BpfGen.Generator.Collections;
using BpfGen.Generator.Model;
using BpfGen.Generator.Tests.Support;
using BpfGen.Wire;
using Xunit;

namespace BpfGen.Generator.Tests;

/// <summary>The programs, maps and relocations that the linker reads from the repository's probes.</summary>
public sealed class ProbeTests
{
    [Theory]
    [InlineData("probe.o")]
    [InlineData("probe-debug.o")]
    [InlineData("probe-zig.o")]
    [InlineData("probe-zig-debug.o")]
    public void The_perf_event_probe_has_14_instructions_and_instruction_6_refers_to_its_map(string probe)
    {
        var model = Linked.Probe(probe);

        var program = Assert.Single(model.Programs);
        Assert.Equal(("bpf_prog", "socket1", 14), (program.Name, program.Section, program.InstructionCount));
        Assert.Equal([new Relocation(6, RelocationKind.MapDescriptor, 0)], Assert.Single(model.Functions).Relocations);
    }

    [Theory]
    [InlineData("probe.o", true)]
    [InlineData("probe.eb.o", false)]
    [InlineData("probe-zig.eb.o", false)]
    public void The_linker_reads_a_perf_event_array_in_either_byte_order(string probe, bool isLittleEndian)
    {
        var model = Linked.Probe(probe);

        Assert.Equal(isLittleEndian, model.IsLittleEndian);
        Assert.Equal(new MapModel("events", MapType.PerfEventArray, 4, 4, 256, 0), Assert.Single(model.Maps));
    }

    [Fact]
    public void Objects_of_both_byte_orders_have_the_same_relocations_and_helper_calls()
    {
        var little = Linked.Probe("probe.o").Functions[0];
        var big = Linked.Probe("probe.eb.o").Functions[0];

        Assert.Equal(little.Relocations, big.Relocations);
        Assert.Equal(little.HelperCalls, big.HelperCalls);
    }

    [Fact]
    public void The_linker_finds_the_helper_calls_of_a_program()
    {
        var calls = Linked.Probe("probe.o").Programs[0].HelperCalls;

        Assert.Equal([(1, 5), (11, 25)], calls.Select(call => (call.Instruction, call.Helper)));
    }

    [Fact]
    public void The_linker_reads_the_license_of_an_object() => Assert.Equal("GPL", Linked.Probe("probe.o").License);

    [Fact]
    public void A_Zig_object_has_no_license() => Assert.Equal("", Linked.Probe("probe-zig.o").License);

    [Fact]
    public void A_section_can_contain_several_maps_or_programs()
    {
        var model = Linked.Probe("counters.o");

        Assert.Equal(7, model.Maps.Count);
        Assert.Equal(["count_hashes", "count_arrays", "count_flows"], model.Programs.Select(program => program.Name));
        Assert.All(model.Programs, program => Assert.Equal("socket", program.Section));
    }

    [Fact]
    public void Section_names_determine_program_types_and_attach_types()
    {
        var kinds = Linked.Probe("sections.o").Programs.ToDictionary(program => program.Name, program => program.Kind);

        Assert.Equal((ProgramType.Kprobe, default), (kinds["on_nanosleep"].Type, kinds["on_nanosleep"].AttachType));
        Assert.Equal((ProgramType.Xdp, AttachType.Xdp), (kinds["drop_nothing"].Type, kinds["drop_nothing"].AttachType));
        Assert.Equal((ProgramType.CgroupSockAddr, AttachType.CgroupInet4Connect), (kinds["connect4"].Type, kinds["connect4"].AttachType));
        Assert.Equal((ProgramType.SchedCls, default), (kinds["pass"].Type, kinds["pass"].AttachType));
    }

    [Fact]
    public void The_inner_map_index_in_a_definition_of_24_bytes_is_resolved()
    {
        var maps = Linked.Probe("layouts.o").Maps;

        var outer = Assert.Single(maps, map => map.Name == "outer");
        Assert.Equal("plain", maps[outer.InnerMap!.Value].Name);
        Assert.Equal(MapType.ArrayOfMaps, maps[^1].Type);
    }

    [Fact]
    public void Iproute2_definitions_have_an_inner_map_id_and_a_pin_path()
    {
        var maps = Linked.Probe("iproute2.o").Maps;

        var outer = Assert.Single(maps, map => map.Name == "outer");
        Assert.Equal("inner", maps[outer.InnerMap!.Value].Name);
        Assert.Equal("/sys/fs/bpf/tc/globals/bpfgen_iproute2", Assert.Single(maps, map => map.PinPath is not null).PinPath);
    }

    [Fact]
    public void Pinning_by_name_uses_the_same_path_as_libbpf() =>
        Assert.Equal("/sys/fs/bpf/bpfgen_pinned", Assert.Single(Linked.Probe("btf/pinned.o").Maps).PinPath);

    [Fact]
    public void Gobpf_maps_get_their_name_and_pin_path_from_their_section()
    {
        var maps = Linked.Probe("gobpf.o").Maps;

        Assert.Equal(["packets", "pinned_packets"], maps.Select(map => map.Name).Order());
        Assert.Equal("/sys/fs/bpf/bpfgen-test/globals/pinned_packets", maps.Single(map => map.Name == "pinned_packets").PinPath);
    }
}
