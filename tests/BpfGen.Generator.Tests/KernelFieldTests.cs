using System.IO;
using System.Linq;
using System.Threading.Tasks;
using BpfGen.Generator.Analyzers;
using BpfGen.Generator.Tests.Support;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Xunit;

namespace BpfGen.Generator.Tests;

/// <summary>
/// The eBPF program assigns the fields of a struct with <c>[BpfStruct]</c>, so the compiler's warnings about them are suppressed.
/// </summary>
public sealed class KernelFieldTests
{
    [Theory]
    [InlineData("[BpfGen.BpfStruct(\"event\")] internal struct Event { public ulong Number; public uint Length; public byte Kind; }")]
    [InlineData("[BpfGen.BpfStruct(\"event\")] internal struct Event { public ulong Number; private uint rest; private byte more; }")]
    [InlineData("[BpfGen.BpfStruct(\"event\")] internal struct Event { public Inner Number; public uint Length; } "
        + "internal struct Inner { public ulong Value; }")]
    [InlineData("[BpfGen.BpfStruct] internal struct Key { public ulong A; }")]
    [InlineData("namespace A { internal static class B { [BpfGen.BpfStruct] internal struct Key { public ulong A; private int b, c; } } }")]
    public async Task Fields_of_a_BpfStruct_cause_no_warning_of_the_compiler(string source)
    {
        var (shown, suppressed) = await Warnings(source);

        Assert.Empty(shown);
        Assert.NotEmpty(suppressed);
    }

    [Theory]
    [InlineData("internal struct Key { public ulong A; }", "CS0649")]
    [InlineData("internal struct Key { private ulong a; }", "CS0169")]
    [InlineData("internal class Other { public ulong A; [BpfGen.BpfStruct] internal struct Key { public ulong B; } }", "CS0649")]
    public async Task Other_fields_still_cause_the_warning(string source, string id) =>
        Assert.Equal([id], (await Warnings(source)).Shown);

    [Fact]
    public void Every_suppression_has_a_page_and_a_row_in_the_index()
    {
        var folder = Path.Combine(Repository.Root, "docs", "diagnostics");
        var index = File.ReadAllText(Path.Combine(folder, "README.md"));

        Assert.All(new KernelFieldSuppressor().SupportedSuppressions, suppression =>
        {
            Assert.StartsWith(
                $"# {suppression.Id}: The warning {suppression.SuppressedDiagnosticId} ",
                File.ReadAllText(Path.Combine(folder, suppression.Id + ".md")));
            Assert.Contains($"| [{suppression.Id}]({suppression.Id}.md) | Suppression | The warning ", index);
        });
    }

    private static async Task<(string[] Shown, string[] Suppressed)> Warnings(string source)
    {
        using var project = new TestProject().WithProbe("types/records.o").WithSource(source);
        var run = project.Run();
        Assert.Empty(run.Errors);
        var warnings = await project.Compilation()
            .AddSyntaxTrees(run.Sources.Select(generated => TestProject.Parse(generated.Value, generated.Key)))
            .WithAnalyzers(
                [new KernelFieldSuppressor()],
                new CompilationWithAnalyzersOptions(
                    new AnalyzerOptions([]), onAnalyzerException: null, concurrentAnalysis: false, logAnalyzerExecutionTime: false,
                    reportSuppressedDiagnostics: true))
            .GetAllDiagnosticsAsync(TestContext.Current.CancellationToken);
        return (IdsOf(false), IdsOf(true));

        string[] IdsOf(bool isSuppressed) => [.. warnings
            .Where(warning => warning.Severity >= DiagnosticSeverity.Warning && warning.IsSuppressed == isSuppressed)
            .Select(warning => warning.Id)];
    }
}
