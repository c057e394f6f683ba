using System.Linq;
using System.Threading.Tasks;
using BpfGen.Generator.Analyzers;
using BpfGen.Generator.Tests.Support;
using Microsoft.CodeAnalysis.Diagnostics;
using Xunit;

namespace BpfGen.Generator.Tests;

/// <summary>
/// Attributes whose arguments the compiler rejects, as editors see them while the user types, and other attributes that the generator does
/// not expect. The generator and the analyzers must not fail, because then the editor loses all generated members.
/// </summary>
public sealed class MistakenAttributeTests
{
    [Theory]
    [InlineData("[BpfGen.RequiresMap(new[] { \"a\" })]")]
    [InlineData("[BpfGen.RequiresMap(new[] { \"a\" }, new[] { 1 }, new[] { 2 }, 3)]")]
    [InlineData("[BpfGen.RequiresMap(\"packet_counts\", 1, 2, 3, 4, 5)]")]
    [InlineData("[BpfGen.RequiresMap(1)]")]
    [InlineData("[BpfGen.RequiresMap()]")]
    [InlineData("[BpfGen.RequiresProgram(\"a\", \"b\")]")]
    [InlineData("[BpfGen.RequiresProgram(\"a\", Nothing = new[] { 1 })]")]
    [InlineData("[BpfGen.BpfProgram(\"a\", Section = new[] { \"xdp\" }, Skip = new[] { true })]")]
    [InlineData("[BpfGen.BpfMap(\"a\", Name = new[] { \"b\" })]")]
    [InlineData("[BpfGen.MapsOfUser(\"a\", \"b\")]")]
    public async Task Wrong_arguments_of_a_requirement_are_only_an_error_of_the_compiler(string attribute) =>
        await Check(
            $"[BpfGen.BpfObject(\"ring.o\")] {attribute} internal partial class Mine;\n"
            + "namespace BpfGen { internal sealed class MapsOfUserAttribute(params string[] map) : System.Attribute; }");

    [Theory]
    [InlineData("[BpfGen.BpfObject(new[] { \"ring.o\" })] internal partial class Mine;")]
    [InlineData("[BpfGen.BpfObject()] internal partial class Mine;")]
    [InlineData("[BpfGen.BpfStruct(new[] { \"event\" })] public struct Event { public ulong Number; }")]
    [InlineData("[BpfGen.BpfStruct(\"event\", ObjectFile = new[] { \"ring.o\" })] public struct Event { public ulong Number; }")]
    public async Task Wrong_arguments_of_an_object_or_struct_are_only_an_error_of_the_compiler(string declaration) =>
        await Check(declaration);

    [Theory]
    [InlineData("System.Runtime.InteropServices.StructLayout(\"Explicit\")")]
    [InlineData("System.Runtime.InteropServices.StructLayout(new[] { 1 }, Size = new[] { 8 })")]
    [InlineData("System.Runtime.CompilerServices.InlineArray(new[] { 1 })")]
    public async Task A_wrong_layout_of_a_struct_is_only_an_error_of_the_compiler(string attribute) => await Check(
        $"[BpfGen.BpfStruct(\"event\")] [{attribute}] public struct Event {{ "
        + "[System.Runtime.InteropServices.FieldOffset(new[] { 0 })] public ulong Number; }");

    [Theory]
    [InlineData("System.Reflection.AssemblyMetadata(new[] { \"a\" }, \"b\")")]
    [InlineData("System.Reflection.AssemblyMetadata(null, null)")]
    [InlineData("System.Reflection.AssemblyMetadata(\"BpfGen.ExpectedStruct global::Event\", \"one\")]\n[assembly: "
        + "System.Reflection.AssemblyMetadata(\"BpfGen.ExpectedStruct global::Event\", \"two\")")]
    public async Task Attributes_of_the_assembly_do_not_stop_the_analyzer_of_structs(string attribute) => await Check(
        $"[assembly: {attribute}]\n[BpfGen.BpfStruct(\"event\")] public struct Event {{ public ulong Number; }}");

    private static async Task Check(string source)
    {
        using var project = new TestProject().WithProbe("btf/ring.o").WithSource(source);

        Assert.DoesNotContain("CS8785", project.Run().Diagnostics.Select(diagnostic => diagnostic.Id));
        foreach (var analyzer in (DiagnosticAnalyzer[])[new DeclarationAnalyzer(), new StructAnalyzer()])
        {
            Assert.DoesNotContain("AD0001", (await FixRun.Analyze(project, analyzer, compiles: false)).Select(found => found.Id));
        }
    }
}
