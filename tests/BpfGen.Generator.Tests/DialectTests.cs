using System.Linq;
using BpfGen.Generator.Tests.Support;
using Xunit;

namespace BpfGen.Generator.Tests;

/// <summary>Objects that are written for other loaders, and the project's settings for the programs and maps of an object.</summary>
public sealed class DialectTests
{
    private const string Named = "dialects/named-by-project.o";
    private const string AllNames = "entry: xdp as Entry; left_out: skip; first: as FirstOfTwo";

    [Fact]
    public void Section_names_of_all_common_loaders_are_accepted()
    {
        using var project = new TestProject().WithProbe("dialects/section-names.o");

        var run = project.Run();

        Assert.Empty(run.Errors);
        run.Compile();
    }

    [Fact]
    public void A_static_function_is_a_program_only_if_nothing_calls_it()
    {
        var model = Linked.Probe("dialects/static-functions.o");

        Assert.Equal(["length", "unseen", "nested"], model.Programs.Select(program => program.Name));
        Assert.Equal(
            ["length", "nested", "plus_one", "twice"],
            model.Programs.Single(program => program.Name == "nested").Functions.Select(index => model.Functions[index].Name).Order());
    }

    [Fact]
    public void The_error_for_a_program_in_an_unknown_section_shows_the_metadata_that_sets_the_section()
    {
        using var project = new TestProject().WithProbe(Named, ("BpfPrograms", "left_out: skip"));

        var message = project.Run().Message("BPFGEN011");

        Assert.StartsWith("Program 'entry' is in section 'prog', whose name is not a known eBPF program type.", message);
        Assert.Contains(
            "BpfPrograms=\"entry: xdp\" on the AdditionalFiles item. To leave the program out: BpfPrograms=\"entry: skip\".", message);
    }

    [Fact]
    public void Item_metadata_can_set_the_section_and_property_name_of_a_program_and_skip_a_program()
    {
        using var project = new TestProject().WithProbe(Named, ("BpfPrograms", AllNames), ("BpfMaps", "n1: as FirstN"));

        var run = project.Run();

        Assert.Empty(run.Ids);
        Assert.Contains("global::BpfGen.XdpProgram Entry { get; }", run.Source);
        Assert.Contains("FirstOfTwo { get; }", run.Source);
        Assert.Contains("FirstN { get; }", run.Source);
        Assert.Contains(" N1 { get; }", run.Source);
        Assert.DoesNotContain("LeftOut", run.Source);
        run.Compile();
    }

    [Fact]
    public void Attributes_can_set_the_section_and_property_name_of_a_program_and_skip_a_program()
    {
        using var project = new TestProject().WithProbe(Named).WithSource("""
            using BpfGen;

            [BpfObject("named-by-project.o")]
            [BpfProgram("entry", Section = "xdp", Name = "Start")]
            [BpfProgram("left_out", Skip = true)]
            [BpfProgram("first", Name = "FirstOfTwo")]
            [BpfMap("n1", Name = "FirstN")]
            partial class Probe;
            """);

        var run = project.Run();

        Assert.Empty(run.Ids);
        Assert.Contains("global::BpfGen.XdpProgram Start { get; }", run.Source);
        Assert.Contains("FirstN { get; }", run.Source);
        run.Compile();
    }

    [Theory]
    [InlineData("BpfPrograms", "nobody: xdp", "BPFGEN009", "has no program 'nobody'")]
    [InlineData("BpfPrograms", "nobody: skip", "BPFGEN009", "has no program 'nobody'")]
    [InlineData("BpfMaps", "nothing: as Other", "BPFGEN007", "'nothing'")]
    [InlineData("BpfPrograms", "entry", "BPFGEN024", "write each entry as PROGRAM: SECTION")]
    [InlineData("BpfPrograms", "entry: as 1st", "BPFGEN024", "'1st' is not a valid C# name")]
    [InlineData("BpfMaps", "n1: FirstN", "BPFGEN024", "write each entry as MAP: as NAME")]
    [InlineData("BpfPrograms", "entry: nonsense", "BPFGEN011", "'nonsense'")]
    public void Invalid_metadata_for_programs_or_maps_is_an_error(string metadata, string value, string id, string message)
    {
        using var project = new TestProject().WithProbe(Named, (metadata, value));

        Assert.Contains(
            project.Run().Errors, error => error.Id == id && error.GetMessage(null).Contains(message, System.StringComparison.Ordinal));
    }

    [Fact]
    public void The_error_for_a_name_collision_shows_the_metadata_that_resolves_it()
    {
        using var project = new TestProject().WithProbe(Named, ("BpfPrograms", AllNames));

        Assert.EndsWith(
            "or in the project file: BpfMaps=\"N1: as OtherName\" on the AdditionalFiles item.", project.Run().Message("BPFGEN016"));
    }

    [Fact]
    public void A_map_with_an_unknown_pinning_value_keeps_the_value_and_has_no_pin_path()
    {
        var maps = Linked.Probe("dialects/pinning.o").Maps;

        Assert.Equal((100u, null), (maps.Single(map => map.Name == "shared").Pinning, maps.Single(map => map.Name == "shared").PinPath));
    }

    [Fact]
    public void The_last_number_of_an_aya_map_definition_is_the_pinning_value()
    {
        var map = Linked.Probe("dialects/pinning.o").Maps.Single(map => map.Name == "bpfgen_aya");

        Assert.Equal((1u, "/sys/fs/bpf/bpfgen_aya", 0u), (map.Pinning, map.PinPath, map.NumaNode));
    }

    [Theory]
    [InlineData(4u, 1u, 1u, null)]
    [InlineData(0u, 1u, 0u, "/sys/fs/bpf/m")]
    [InlineData(0u, 2u, 0u, null)]
    public void The_last_number_of_a_28_byte_map_definition_is_the_NUMA_node_if_the_NUMA_flag_is_set(
        uint flags, uint last, uint node, string? pinPath)
    {
        var builder = new ElfBuilder();
        var bytes = builder.WithSection("maps", builder.Numbers(2, 4, 8, 1, flags, 0, last))
            .WithSymbol("m", "maps", ElfBuilder.Object)
            .Build();

        var map = Assert.Single(Linked.Object(bytes).Maps);

        Assert.Equal((node, pinPath), (map.NumaNode, map.PinPath));
    }

    [Theory]
    [InlineData(1u)]
    [InlineData(3u)]
    public void A_gobpf_map_in_a_namespace_without_a_folder_has_no_pin_path(uint pinning)
    {
        var builder = new ElfBuilder();
        var definition = new byte[280];
        builder.Numbers(2, 4, 8, 1, 0, pinning).CopyTo(definition, 0);
        var bytes = builder.WithSection("maps/packets", definition).WithSymbol("packets", "maps/packets", ElfBuilder.Object).Build();

        var map = Assert.Single(Linked.Object(bytes).Maps);

        Assert.Equal((pinning, null), (map.Pinning, map.PinPath));
    }

    [Fact]
    public void Legacy_perf_event_arrays_get_the_sizes_that_the_kernel_requires()
    {
        var map = Linked.Probe("dialects/pinning.o").Maps.Single(map => map.Name == "without_sizes");

        Assert.Equal((4u, 4u), (map.KeySize, map.ValueSize));
    }

    [Fact]
    public void A_map_definition_of_an_unknown_size_is_valid_only_if_all_bytes_after_20_are_zero()
    {
        var builder = new ElfBuilder();
        var bytes = builder.WithSection("maps", builder.Numbers(2, 4, 8, 1, 0, 0, 0, 1)).WithSymbol("m", "maps", ElfBuilder.Object).Build();

        Assert.Contains(Linked.Probe("dialects/pinning.o").Maps, map => map is { Name: "longer", ValueSize: 8 });
        Assert.Equal("BPFGEN014", Assert.Single(Linked.Try(bytes).Problems).Rule.Id);
    }

    [Fact]
    public void A_function_whose_symbol_has_no_type_can_be_a_program_or_a_subprogram()
    {
        var model = Linked.Probe("dialects/untyped-symbols.o");

        Assert.Equal(["calls", "jumps"], model.Programs.Select(program => program.Name));
        Assert.Equal(
            [("calls", 3), ("four", 2), ("jumps", 4)],
            model.Functions.Select(function => (function.Name, function.Instructions.Count)).Order());
    }

    [Fact]
    public void The_name_of_a_map_section_may_have_a_suffix()
    {
        var maps = Linked.Probe("dialects/map-sections.o").Maps;

        Assert.Equal(["counts", "inner", "outer", "plain"], maps.Where(map => map.Data is null).Select(map => map.Name).Order());
    }

    [Fact]
    public void A_map_of_maps_without_a_value_size_has_the_size_that_the_kernel_requires()
    {
        var maps = Linked.Probe("dialects/map-sections.o").Maps;
        var outer = maps.Single(map => map.Name == "outer");

        Assert.Equal((4u, "inner"), (outer.ValueSize, maps[outer.InnerMap!.Value].Name));
    }

    [Fact]
    public void A_program_that_calls_an_undefined_function_causes_exactly_one_error()
    {
        using var project = new TestProject().WithProbe("dialects/undefined-function.o");

        var error = Assert.Single(project.Run().Errors);

        Assert.StartsWith("'of_other_file' is declared extern", error.GetMessage(null));
        Assert.EndsWith("If another file of your project defines it, link the objects: bpftool gen object", error.GetMessage(null));
    }

    [Fact]
    public void A_skipped_program_that_calls_an_undefined_function_causes_no_error()
    {
        using var project = new TestProject().WithProbe("dialects/undefined-function.o", ("BpfPrograms", "incomplete: skip"));

        var run = project.Run();

        Assert.Empty(run.Ids);
        run.Compile();
    }
}
