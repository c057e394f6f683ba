using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using BpfGen.Generator.Tests.Support;
using Microsoft.CodeAnalysis;
using Xunit;

namespace BpfGen.Generator.Tests;

/// <summary>
/// An edit runs only the generator steps whose input it changes. In addition, <see cref="TestProject.Run"/> checks in every test that an
/// unrelated edit runs no step.
/// </summary>
public sealed class IncrementalityTests
{
    [Fact]
    public void Editing_CSharp_code_does_not_read_objects_again()
    {
        using var project = new TestProject().WithProbe("probe.o");
        var run = project.Run();
        File.Delete(Path.Combine(project.Directory, "probe.o"));

        var again = run.EditUnrelatedSource();

        Assert.Equal([IncrementalStepRunReason.Cached], again.Reasons(TrackingNames.Objects));
        Assert.Empty(again.Errors);
    }

    [Fact]
    public void Changing_one_object_emits_only_its_class_again()
    {
        using var project = new TestProject().WithObject("a.o", Repository.Probe("probe.o")).WithObject("b.o", Repository.Probe("probe.o"));
        var run = project.Run();
        File.WriteAllBytes(Path.Combine(project.Directory, "b.o"), Repository.Probe("counters.o"));

        var again = run.ReplaceObject("b.o");

        Assert.Equal([IncrementalStepRunReason.Cached, IncrementalStepRunReason.Modified], again.Reasons(TrackingNames.Emissions));
    }

    [Fact]
    public void Recompiling_an_object_to_the_same_bytes_emits_no_code()
    {
        using var project = new TestProject().WithProbe("probe.o");

        var again = project.Run().ReplaceObject("probe.o");

        Assert.DoesNotContain(IncrementalStepRunReason.Modified, again.Reasons(TrackingNames.Emissions));
    }

    [Fact]
    public void Moving_an_attribute_updates_its_diagnostic_but_emits_no_code()
    {
        const string Source = "[BpfGen.BpfObject(\"probe.o\"), BpfGen.RequiresMap(\"nope\")] internal sealed partial class Mine;";
        using var project = new TestProject().WithProbe("probe.o").WithSource(Source);
        var run = project.Run();
        var compilation = project.Compilation();

        var again = run.RunAgain(compilation.ReplaceSyntaxTree(
            compilation.SyntaxTrees[0], TestProject.Parse("\n\n" + Source, compilation.SyntaxTrees[0].FilePath)));

        Assert.Equal(2, again.Only("BPFGEN007").Location.GetLineSpan().StartLinePosition.Line);
        Assert.Equal([IncrementalStepRunReason.Cached], again.Reasons(TrackingNames.Emissions));
    }

    [Fact]
    public void Values_that_pass_between_generator_steps_contain_no_Roslyn_objects()
    {
        using var project = new TestProject().WithProbe("probe.o", ("BpfRequireMaps", "nope"))
            .WithProbe("machines/both/calls.x86.o")
            .WithProbe("machines/both/calls.arm64.o")
            .WithProbe("btf/ring.o", ("BpfSign", Path.Combine(Repository.Probes, "signing/test-key.pem")))
            .WithObject("kernel.btf", [], ("BpfGenKernelBtf", "true"))
            .WithProjectFile("<Project><ItemGroup><AdditionalFiles Include=\"*.o\" BpfNope=\"\" /></ItemGroup></Project>")
            .WithSource("[BpfGen.BpfObject(\"probe.o\"), BpfGen.RequiresMap(\"nope\")] internal sealed partial class Mine; "
                + "[BpfGen.BpfStruct(\"nope\")] public struct User { public int A; }");
        var run = project.Run();

        foreach (var name in ModelSteps())
        {
            foreach (var (value, _) in run.Steps[name].SelectMany(step => step.Outputs))
            {
                ShouldBeFreeOfRoslyn(value, name, []);
            }
        }
    }

    /// <summary>
    /// All steps except the first. The output of the first step contains the compiler's <c>AdditionalText</c> items by design.
    /// </summary>
    private static IEnumerable<string> ModelSteps() =>
        typeof(TrackingNames).GetFields().Select(field => field.Name).Where(name => name != TrackingNames.Items);

    private static void ShouldBeFreeOfRoslyn(object? value, string path, HashSet<object> seen)
    {
        if (value is null || value is string || value.GetType().IsPrimitive || value.GetType().IsEnum || !seen.Add(value))
        {
            return;
        }

        Assert.False(
            value.GetType().Namespace?.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal), $"{path} holds a {value.GetType()}");
        if (value is IEnumerable items)
        {
            foreach (var item in items)
            {
                ShouldBeFreeOfRoslyn(item, path + "[]", seen);
            }
        }

        foreach (var field in value.GetType().GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public))
        {
            ShouldBeFreeOfRoslyn(field.GetValue(value), $"{path}.{field.Name}", seen);
        }
    }
}
