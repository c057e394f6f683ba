using System.Linq;
using BpfGen.Generator.Tests.Support;
using Xunit;

namespace BpfGen.Generator.Tests;

/// <summary>The generated class of an object: its name, namespace, accessibility and file.</summary>
public sealed class HandleClassTests
{
    [Theory]
    [InlineData("probe.o", "Probe")]
    [InlineData("probe.bpf.o", "Probe")]
    [InlineData("tcp_connect-latency.o", "TcpConnectLatency")]
    [InlineData("2fa.o", "_2fa")]
    [InlineData("load.o", "LoadObject")]
    [InlineData("program_code.bpf.o", "ProgramCodeObject")]
    public void The_generated_class_is_named_after_the_object_file(string file, string expected)
    {
        using var project = new TestProject().WithObject(file, Repository.Probe("probe.o"));

        var run = project.Run();

        Assert.Contains($"internal sealed partial class {expected} : ", run.Source);
        run.Compile();
    }

    [Fact]
    public void The_generated_class_is_in_the_root_namespace_of_the_project()
    {
        using var project = new TestProject().WithProperty("RootNamespace", "My.event.App").WithProbe("probe.o");

        var run = project.Run();

        Assert.Contains("namespace My.@event.App;", run.Source);
        run.Compile();
    }

    [Fact]
    public void The_generated_class_is_in_the_global_namespace_if_the_project_has_no_root_namespace()
    {
        using var project = new TestProject().WithProperty("RootNamespace", "").WithProbe("probe.o");

        var run = project.Run();

        Assert.DoesNotContain("namespace ", run.Source);
        run.Compile();
    }

    [Fact]
    public void Item_metadata_sets_the_name_namespace_and_accessibility_of_the_class()
    {
        using var project = new TestProject()
            .WithProbe("probe.o", ("BpfClass", "Loopback"), ("BpfNamespace", "Acme.Probes"), ("BpfAccessibility", "public"));

        var run = project.Run();

        Assert.Contains("namespace Acme.Probes;", run.Source);
        Assert.Contains("public sealed partial class Loopback : ", run.Source);
        run.Compile();
    }

    [Theory]
    [InlineData("BpfClass", "not a name")]
    [InlineData("BpfClass", "Load")]
    [InlineData("BpfNamespace", "A..B")]
    [InlineData("BpfAccessibility", "private")]
    public void Invalid_class_metadata_is_an_error(string name, string value)
    {
        using var project = new TestProject().WithProbe("probe.o", (name, value));

        Assert.Contains($"{name}=\"{value}\"", project.Run().Message("BPFGEN024"));
    }

    [Fact]
    public void A_partial_class_of_the_user_keeps_its_nesting_and_accessibility()
    {
        using var project = new TestProject().WithProbe("probe.o").WithSource("""
            namespace Acme
            {
                public static partial class Outer
                {
                    [BpfGen.BpfObject("probe.o")]
                    private sealed partial class @class
                    {
                        public static void Use() => Load().Dispose();
                    }
                }
            }
            """);

        var run = project.Run();

        Assert.Equal(["Acme.Outer.class.g.cs"], run.Sources.Keys);
        run.Compile();
    }

    [Fact]
    public void A_partial_record_can_be_the_generated_class()
    {
        using var project = new TestProject().WithProbe("probe.o")
            .WithSource("[BpfGen.BpfObject(\"probe.o\")] internal sealed partial record Recorded;");

        project.Run().Compile();
    }

    [Theory]
    [InlineData("internal sealed class Probe;", "must be partial")]
    [InlineData("internal static partial class Probe;", "static")]
    [InlineData("internal abstract partial class Probe;", "abstract")]
    [InlineData("internal sealed partial class Probe<T>;", "generic")]
    [InlineData("internal sealed partial class ProgramCode;", "its name is the name of a generated member")]
    public void BpfObject_on_an_unsuitable_class_is_an_error(string declaration, string reason)
    {
        using var project = new TestProject().WithProbe("probe.o").WithSource($"[BpfGen.BpfObject(\"probe.o\")] {declaration}");

        Assert.Contains(reason, project.Run().Message("BPFGEN022"));
    }

    [Fact]
    public void A_BpfObject_path_that_matches_no_object_is_an_error_at_the_attribute()
    {
        using var project = new TestProject().WithProbe("probe.o")
            .WithSource("[BpfGen.BpfObject(\"prob.o\")] internal sealed partial class Missing;");

        var run = project.Run();

        Assert.StartsWith("The project has no AdditionalFiles item 'prob.o'; it has 'probe.o'.", run.Message("BPFGEN020"));
        Assert.EndsWith("Program.cs", run.Only("BPFGEN020").Location.GetLineSpan().Path);
    }

    [Fact]
    public void A_BpfObject_path_that_matches_two_objects_is_an_error()
    {
        using var project = TwoFolders().WithSource("[BpfGen.BpfObject(\"probe.o\")] internal sealed partial class Either;");

        Assert.Contains("'net/probe.o', 'fs/probe.o'", project.Run().Message("BPFGEN021"));
    }

    [Fact]
    public void A_longer_BpfObject_path_selects_one_of_two_objects_with_the_same_file_name()
    {
        using var project = TwoFolders().WithSource("""
            [BpfGen.BpfObject("net/probe.o")] internal sealed partial class Net;
            [BpfGen.BpfObject(@"fs\probe.o")] internal sealed partial class Fs;
            """);

        var run = project.Run();

        Assert.Equal(["Fs.g.cs", "Net.g.cs"], run.Sources.Keys.Order());
        run.Compile();
    }

    [Fact]
    public void Two_objects_with_the_same_file_name_get_their_folders_as_namespaces()
    {
        using var project = TwoFolders();

        var run = project.Run();

        Assert.Equal(["Sample.Fs.Probe.g.cs", "Sample.Net.Probe.g.cs"], run.Sources.Keys.Order());
        Assert.Equal(2, run.Ids.Count(id => id == "BPFGEN025"));
        run.Compile();
    }

    [Fact]
    public void Classes_that_differ_only_in_case_get_different_file_names()
    {
        using var project = new TestProject().WithObject("a.o", Repository.Probe("probe.o"), ("BpfClass", "Probe"))
            .WithObject("b.o", Repository.Probe("probe.o"), ("BpfClass", "PROBE"));

        var run = project.Run();

        Assert.Equal(2, run.Sources.Keys.Distinct(System.StringComparer.OrdinalIgnoreCase).Count());
        run.Compile();
    }

    [Fact]
    public void Two_objects_that_generate_the_same_class_are_an_error()
    {
        using var project = new TestProject().WithObject("a.o", Repository.Probe("probe.o"), ("BpfClass", "Same"))
            .WithObject("b.o", Repository.Probe("probe.o"), ("BpfClass", "Same"));

        Assert.Contains("'Sample.Same'", project.Run().Message("BPFGEN023"));
    }

    [Fact]
    public void A_file_with_any_extension_is_an_object_if_BpfObject_is_true()
    {
        using var project = new TestProject().WithObject("probe.elf", Repository.Probe("probe.o"), ("BpfObject", "true"));

        Assert.Contains("partial class Probe", project.Run().Source);
    }

    [Fact]
    public void A_file_whose_name_ends_in_dot_o_is_not_an_object_if_BpfObject_is_false()
    {
        using var project = new TestProject().WithObject("native.o", [1, 2, 3], ("BpfObject", "false"));

        var run = project.Run();

        Assert.Empty(run.Diagnostics);
        Assert.Empty(run.Sources);
    }

    private static TestProject TwoFolders() =>
        new TestProject().WithObject("net/probe.o", Repository.Probe("probe.o")).WithObject("fs/probe.o", Repository.Probe("probe.o"));
}
