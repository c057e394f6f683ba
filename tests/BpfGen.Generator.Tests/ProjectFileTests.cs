using System.Linq;
using BpfGen.Generator.Model;
using BpfGen.Generator.Tests.Support;
using Xunit;

namespace BpfGen.Generator.Tests;

/// <summary>Mistakes in the project file that MSBuild does not report: misspelt metadata, patterns without a match, wrong values.</summary>
public sealed class ProjectFileTests
{
    [Theory]
    [InlineData("BpfRequireSection", "BpfRequireSections")]
    [InlineData("BpfRequiredMaps", "BpfRequireMaps")]
    [InlineData("BpfRecord", "BpfRecords")]
    [InlineData("bpflicence", "BpfLicense")]
    public void Misspelt_metadata_is_a_warning_with_the_nearest_name(string written, string meant)
    {
        using var project = Project($"<AdditionalFiles Include=\"probe.o\" {written}=\"x\" />");

        var run = project.Run();

        Assert.Equal(
            $"BpfGen has no item metadata '{written}', so this metadata has no effect. Did you mean '{meant}'?", run.Message("BPFGEN037"));
    }

    [Theory]
    [InlineData("Embedd", "Embed")]
    [InlineData("Embedded", "Embed")]
    [InlineData("KernelRelease", "Release")]
    public void Misspelt_metadata_of_BpfKernelBtf_is_a_warning_with_the_nearest_name(string written, string meant)
    {
        using var project = Project($"<BpfKernelBtf Include=\"5.10.1.btf\" {written}=\"x\" Visible=\"false\" Embed=\"true\" />");

        Assert.Equal(
            $"BpfGen has no item metadata '{written}', so this metadata has no effect. Did you mean '{meant}'?",
            project.Run().Message("BPFGEN037"));
    }

    [Fact]
    public void Misspelt_metadata_is_reported_at_its_place_in_the_project_file()
    {
        using var project =
            Project("\n    <AdditionalFiles Include=\"probe.o\">\n      <BpfRequireMap>events</BpfRequireMap>\n    </AdditionalFiles>");

        var place = project.Run().Only("BPFGEN037").Location.GetLineSpan();

        Assert.EndsWith("App.csproj", place.Path);
        Assert.Equal("(2,7)-(2,20)", place.Span.ToString());
    }

    [Fact]
    public void Metadata_that_BpfGen_defines_and_metadata_without_the_prefix_Bpf_is_accepted()
    {
        using var project = Project("""
            <AdditionalFiles Include="probe.o" BpfObject="true" BpfClass="" BpfNamespace="" BpfAccessibility="" BpfLicense="" Link="x" />
            <AdditionalFiles Update="probe.o" BpfRequireSections="" BpfRequireMaps="" BpfRequirePrograms="" BpfRequireRelocations="" />
            <AdditionalFiles Update="probe.o" BpfTypes="" bpfrecords="" />
            """);

        Assert.Equal(["BPFGEN026"], project.Run().Ids);
    }

    [Theory]
    [InlineData("probes/*.o")]
    [InlineData("bin/**/*.bpf.o")]
    [InlineData("prob?.elf;*.obj", 2)]
    public void A_pattern_that_matches_no_object_is_a_warning(string pattern, int count = 1)
    {
        using var project = Project($"<AdditionalFiles Include=\"{pattern}\" BpfObject=\"true\" />");

        Assert.Equal(count, project.Run().Messages("BPFGEN038").Count);
    }

    [Theory]
    [InlineData("Include=\"*.o\"")]
    [InlineData("Include=\"../**/*.o\"")]
    [InlineData("Include=\"prob?.o\"")]
    [InlineData("Include=\"$(Objects)/*.o\"")]
    [InlineData("Include=\"texts/*.txt\"")]
    [InlineData("Include=\"probes/*.o\" Condition=\"false\"")]
    public void A_pattern_that_matches_an_object_or_cannot_be_checked_causes_no_warning(string attributes)
    {
        using var project = Project($"<AdditionalFiles {attributes} />");

        Assert.Empty(project.Run().Messages("BPFGEN038"));
    }

    [Theory]
    [InlineData("btf/*.btf", 1)]
    [InlineData("*.btf", 0)]
    [InlineData("btf/*.btf;*.btf", 1)]
    [InlineData("$(Kernels)/*.btf", 0)]
    public void A_BpfKernelBtf_pattern_that_matches_no_file_is_reported(string pattern, int count)
    {
        using var project = Project($"<BpfKernelBtf Include=\"{pattern}\" />")
            .WithObject("kernel.btf", [1, 2, 3], ("BpfGenKernelBtf", "true"));

        Assert.Equal(
            Enumerable.Repeat(
                "Include='btf/*.btf' matches no file, so the item adds no kernel to the check. "
                    + "Correct the pattern, or create the files before this project is built.",
                count),
            project.Run().Messages("BPFGEN038"));
    }

    [Fact]
    public void BpfObject_must_be_true_or_false()
    {
        using var project = new TestProject().WithProbe("probe.o", ("BpfObject", "yes"));

        Assert.Equal("BpfObject=\"yes\" is not valid: use 'true' or 'false'", project.Run().Message("BPFGEN024"));
    }

    [Theory]
    [InlineData("my-app.2", "my_app._2")]
    [InlineData("My App", "My_App")]
    [InlineData("Acme.Probes", "Acme.Probes")]
    [InlineData("", "")]
    public void The_default_namespace_replaces_invalid_characters_as_the_SDK_templates_do(string project, string space) =>
        Assert.Equal(space, CSharpName.Namespace(project));

    [Fact]
    public void A_project_with_an_unusual_name_compiles()
    {
        using var project = new TestProject().WithProperty("RootNamespace", "my-app.2").WithProbe("probe.o");

        var run = project.Run();

        Assert.Contains("namespace my_app._2", run.Source);
        run.Compile();
    }

    private static TestProject Project(string items) =>
        new TestProject().WithProbe("probe.o")
            .WithProjectFile($"<Project Sdk=\"Microsoft.NET.Sdk\"><ItemGroup>{items}</ItemGroup></Project>");
}
