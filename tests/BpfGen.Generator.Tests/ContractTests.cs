using System.Linq;
using BpfGen.Generator.Tests.Support;
using Microsoft.CodeAnalysis;
using Xunit;

namespace BpfGen.Generator.Tests;

/// <summary>Requirements that a project places on an object, in item metadata or in attributes.</summary>
public sealed class ContractTests
{
    [Fact]
    public void An_object_that_meets_all_requirements_has_no_errors()
    {
        using var project = new TestProject().WithProbe(
            "probe.o",
            ("BpfRequireSections", "socket1;maps"),
            ("BpfRequireMaps", "events"),
            ("BpfRequirePrograms", "bpf_prog"),
            ("BpfRequireRelocations", "socket1:events"));

        Assert.Empty(project.Run().Errors);
    }

    [Theory]
    [InlineData("?socket")]
    [InlineData("socket")]
    public void The_name_of_a_required_section_may_omit_the_leading_question_mark(string section)
    {
        using var project = new TestProject().WithProbe(
            "loading/options.o", ("BpfRequireSections", section), ("BpfRequireRelocations", section + ":spare"));

        Assert.Empty(project.Run().Errors);
    }

    [Fact]
    public void A_missing_required_section_is_an_error_that_suggests_the_nearest_name()
    {
        using var project = new TestProject().WithProbe("probe.o", ("BpfRequireSections", "socket2"));

        var message = project.Run().Message("BPFGEN006");

        Assert.Equal("probe.o has no section 'socket2'; it has 'socket1', 'maps', 'license'. Did you mean 'socket1'?", message);
    }

    [Fact]
    public void A_missing_required_map_is_an_error_that_suggests_the_nearest_name()
    {
        using var project = new TestProject().WithProbe("probe.o", ("BpfRequireMaps", "event"));

        Assert.Equal("probe.o has no map 'event'; it has 'events'. Did you mean 'events'?", project.Run().Message("BPFGEN007"));
    }

    [Fact]
    public void A_missing_required_program_is_an_error_that_suggests_the_nearest_name()
    {
        using var project = new TestProject().WithProbe("probe.o", ("BpfRequirePrograms", "bpf_program"));

        Assert.Equal(
            "probe.o has no program 'bpf_program'; it has 'bpf_prog'. Did you mean 'bpf_prog'?", project.Run().Message("BPFGEN009"));
    }

    [Fact]
    public void A_missing_required_relocation_is_an_error_that_lists_the_referenced_maps()
    {
        using var project = new TestProject().WithProbe("probe.o", ("BpfRequireRelocations", "socket1:stats"));

        Assert.Equal(
            "No program in section 'socket1' of probe.o refers to map 'stats'; its programs refer to 'events'.",
            project.Run().Message("BPFGEN010"));
    }

    [Fact]
    public void A_relocation_required_in_a_missing_section_is_an_error_that_lists_the_sections()
    {
        using var project = new TestProject().WithProbe("probe.o", ("BpfRequireRelocations", "socket2:events"));

        Assert.Contains("its programs are in 'socket1'. Did you mean 'socket1'?", project.Run().Message("BPFGEN010"));
    }

    [Fact]
    public void An_unmet_requirement_in_item_metadata_is_reported_at_the_object_file()
    {
        using var project = new TestProject().WithProbe("probe.o", ("BpfRequireSections", "socket2"));

        Assert.EndsWith("probe.o", project.Run().Only("BPFGEN006").Location.GetLineSpan().Path);
    }

    [Theory]
    [InlineData("a;b")]
    [InlineData("a,b")]
    [InlineData("a%3Bb")]
    [InlineData(" a ;\n b ")]
    public void Semicolons_commas_and_line_breaks_separate_the_entries_of_a_metadata_list(string list)
    {
        using var project = new TestProject().WithProbe("probe.o", ("BpfRequireMaps", list));

        var messages = project.Run().Errors.Select(error => error.GetMessage(System.Globalization.CultureInfo.InvariantCulture));

        Assert.Collection(messages, first => Assert.Contains("'a'", first), second => Assert.Contains("'b'", second));
    }

    [Fact]
    public void A_required_relocation_without_a_map_name_is_an_error()
    {
        using var project = new TestProject().WithProbe("probe.o", ("BpfRequireRelocations", "socket1"));

        Assert.Contains("SECTION:MAP", project.Run().Message("BPFGEN024"));
    }

    [Theory]
    [InlineData("[RequiresSection(\"nope\")]", "BPFGEN006")]
    [InlineData("[RequiresMap(\"nope\")]", "BPFGEN007")]
    [InlineData("[RequiresMap(\"events\", MapType.Hash)]", "BPFGEN008")]
    [InlineData("[RequiresMap(\"events\", MapType.PerfEventArray, 8, 4)]", "BPFGEN008")]
    [InlineData("[RequiresMap(\"events\", MapType.PerfEventArray, 4, 8)]", "BPFGEN008")]
    [InlineData("[RequiresProgram(\"nope\")]", "BPFGEN009")]
    [InlineData("[RequiresRelocation(\"socket1\", \"nope\")]", "BPFGEN010")]
    public void An_unmet_requirement_in_an_attribute_is_reported_at_the_attribute(string attribute, string id)
    {
        using var project = new TestProject().WithProbe("probe.o").WithSource($$"""
            using BpfGen;

            [BpfObject("probe.o")]
            {{attribute}}
            internal sealed partial class Probe;
            """);

        var location = project.Run().Only(id).Location.GetLineSpan();

        Assert.Equal(("Program.cs", 3), (System.IO.Path.GetFileName(location.Path), location.StartLinePosition.Line));
    }

    [Fact]
    public void An_object_that_meets_the_requirements_of_attributes_has_no_errors()
    {
        using var project = new TestProject().WithProbe("probe.o").WithSource("""
            using BpfGen;

            [BpfObject("probe.o")]
            [RequiresSection("socket1"), RequiresMap("events", MapType.PerfEventArray, 4, 4), RequiresProgram("bpf_prog")]
            [RequiresRelocation("socket1", "events")]
            internal sealed partial class Probe;
            """);

        Assert.Empty(project.Run().Errors);
    }

    [Fact]
    public void The_error_for_a_map_with_the_wrong_type_or_size_lists_every_difference()
    {
        using var project = new TestProject().WithProbe("probe.o").WithSource("""
            using BpfGen;

            [BpfObject("probe.o"), RequiresMap("events", MapType.RingBuffer, 0, 4)]
            internal sealed partial class Probe;
            """);

        Assert.Equal(
            "Map 'events' of probe.o does not match its [RequiresMap]: its type is PerfEventArray, but RingBuffer is required; its keys "
                + "have 4 bytes, but 0 are required",
            project.Run().Message("BPFGEN008"));
    }

    [Fact]
    public void Errors_of_the_generator_have_the_tag_NotConfigurable()
    {
        using var project = new TestProject().WithProbe("probe.o", ("BpfRequireSections", "socket2"));

        Assert.Contains(WellKnownDiagnosticTags.NotConfigurable, project.Run().Only("BPFGEN006").Descriptor.CustomTags);
    }
}
