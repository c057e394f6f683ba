using System.Globalization;
using System.Threading.Tasks;
using BpfGen.CodeFixes;
using BpfGen.Generator.Analyzers;
using BpfGen.Generator.Tests.Support;
using Xunit;

namespace BpfGen.Generator.Tests;

/// <summary>The analyzers for code that uses objects, and the code fixes of editors.</summary>
public sealed class CodeFixTests
{
    private static TestProject Using(string statement) => new TestProject().WithProbe("btf/ring.o").WithSource($$"""
        using System;
        using BpfGen;
        namespace Sample;
        internal static class App
        {
            internal static void Run(Ring probe, TimeSpan timeout)
            {
                {{statement}}
            }
        }
        """);

    [Theory]
    [InlineData("Ring.Load();", "using var ring = Ring.Load();")]
    [InlineData("_ = Ring.Load(new() { PinRoot = \"/x\" });", "using var ring = Ring.Load(new() { PinRoot = \"/x\" });")]
    [InlineData("probe.Packets.OpenReader();", "using var reader = probe.Packets.OpenReader();")]
    [InlineData(
        "var reader = 1; _ = probe.Packets.OpenReader(); _ = reader;",
        "var reader = 1; using var reader2 = probe.Packets.OpenReader(); _ = reader;")]
    public async Task A_dropped_object_or_reader_gets_a_variable(string statement, string expected)
    {
        using var project = Using(statement);

        Assert.Equal("BPFGEN090", Assert.Single(await FixRun.Analyze(project, new DroppedResultAnalyzer())).Id);
        Assert.Contains(expected, await FixRun.Fix(project, new DroppedResultAnalyzer(), new KeepResultFix()));
    }

    [Theory]
    [InlineData("using var ring = Ring.Load();")]
    [InlineData("Ring.Load().Dispose();")]
    [InlineData("using (probe.Packets.OpenReader()) { }")]
    [InlineData("BpfLinkSet.Attach();")]
    [InlineData("Action load = () => Ring.Load(); load();")]
    public async Task A_result_that_is_used_or_that_its_object_owns_is_not_reported(string statement)
    {
        using var project = Using(statement);

        Assert.Empty(await FixRun.Analyze(project, new DroppedResultAnalyzer()));
    }

    [Fact]
    public async Task A_dropped_object_outside_a_block_is_reported_without_a_fix()
    {
        using var project = Using("if (timeout > default(TimeSpan)) Ring.Load();");

        Assert.Single(await FixRun.Analyze(project, new DroppedResultAnalyzer()));
        Assert.Null(await FixRun.Fix(project, new DroppedResultAnalyzer(), new KeepResultFix()));
    }

    [Theory]
    [InlineData("last = record;", "last = record.ToArray();")]
    [InlineData("last = record[1..];", "last = record[1..].ToArray();")]
    [InlineData("last = record.Slice(2);", "last = record.Slice(2).ToArray();")]
    public async Task A_record_that_outlives_its_iteration_is_copied(string statement, string expected)
    {
        using var project = Using($$"""
            ReadOnlySpan<byte> last = default;
            using RingBufferReader reader = probe.Packets.OpenReader();
            foreach (var record in reader.Read(timeout))
            {
                {{statement}}
            }

            Console.WriteLine(last.Length);
            """);

        Assert.Equal("BPFGEN091", Assert.Single(await FixRun.Analyze(project, new KeptRecordAnalyzer())).Id);
        Assert.Contains(expected, await FixRun.Fix(project, new KeptRecordAnalyzer(), new CopyRecordFix()));
    }

    [Theory]
    [InlineData("last = record.ToArray();")]
    [InlineData("var part = record[1..]; Console.WriteLine(part.Length);")]
    [InlineData("last = new byte[record.Length];")]
    public async Task A_record_that_is_copied_or_used_in_its_iteration_is_not_reported(string statement)
    {
        using var project = Using($$"""
            ReadOnlySpan<byte> last = default;
            using RingBufferReader reader = probe.Packets.OpenReader();
            foreach (var record in reader.Read(timeout))
            {
                {{statement}}
            }

            Console.WriteLine(last.Length);
            """);

        Assert.Empty(await FixRun.Analyze(project, new KeptRecordAnalyzer()));
    }

    [Theory]
    [InlineData("internal sealed class Mine;", "internal sealed partial class Mine;")]
    [InlineData("class Mine;", "partial class Mine;")]
    public async Task A_class_with_BpfObject_becomes_partial(string declaration, string expected)
    {
        using var project = new TestProject().WithProbe("probe.o")
            .WithSource($"namespace Sample;\n[BpfGen.BpfObject(\"probe.o\")]\n{declaration}\n");

        Assert.Equal(
            $"namespace Sample;\n[BpfGen.BpfObject(\"probe.o\")]\n{expected}\n",
            await FixRun.Fix(project, new DeclarationAnalyzer(), new AddPartialFix(), compiles: false));
    }

    [Theory]
    [InlineData("RequiresMap(\"event\")", "RequiresMap(\"events\")")]
    [InlineData("RequiresProgram(\"bpf_prg\")", "RequiresProgram(\"bpf_prog\")")]
    [InlineData("RequiresSection(\"soket1\")", "RequiresSection(\"socket1\")")]
    [InlineData("RequiresRelocation(\"socket1\", \"evens\")", "RequiresRelocation(\"socket1\", \"events\")")]
    [InlineData("RequiresRelocation(map: \"evens\", section: \"socket1\")", "RequiresRelocation(map: \"events\", section: \"socket1\")")]
    [InlineData("BpfProgram(\"bpf_pro\", Name = \"Main\")", "BpfProgram(\"bpf_prog\", Name = \"Main\")")]
    public async Task An_unknown_name_in_an_attribute_becomes_the_most_similar_name(string attribute, string expected)
    {
        using var project = new TestProject().WithProbe("probe.o")
            .WithSource($"namespace Sample;\n[BpfGen.BpfObject(\"probe.o\"), BpfGen.{attribute}]\ninternal sealed partial class Mine;\n");

        Assert.Contains(expected, await FixRun.Fix(project, new DeclarationAnalyzer(), new NearestNameFix()));
    }

    [Fact]
    public async Task Names_of_the_objects_for_all_architectures_are_known()
    {
        using var project = new TestProject()
            .WithProbe("machines/both/calls.x86.o")
            .WithProbe("machines/both/calls.arm64.o")
            .WithSource("[BpfGen.BpfObject(\"calls.o\"), BpfGen.RequiresMap(\".data\"), BpfGen.RequiresProgram(\"on_cal\")]\n"
                + "internal sealed partial class Mine;\n");

        var found = Assert.Single(await FixRun.Analyze(project, new DeclarationAnalyzer()));

        Assert.Equal("The object has no program 'on_cal'. It has 'on_call'.", found.GetMessage(CultureInfo.InvariantCulture));
    }
}
