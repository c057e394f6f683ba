using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace BpfGen.Generator.Tests.Support;

/// <summary>The results of one run of the generator.</summary>
internal sealed class GeneratorRun(TestProject project, GeneratorDriver driver, CSharpCompilation compilation)
{
    /// <summary>The files about the structs of the project.</summary>
    private static readonly string[] StructFiles = ["BpfGen.StructPadding.g.cs", "BpfGen.ExpectedStructs.g.cs"];

    private readonly GeneratorRunResult _result = driver.GetRunResult().Results.Single();

    public ImmutableArray<Diagnostic> Diagnostics => _result.Diagnostics;

    public IReadOnlyList<Diagnostic> Errors => [.. Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)];

    public IReadOnlyDictionary<string, string> Sources =>
        _result.GeneratedSources.ToDictionary(source => source.HintName, source => source.SourceText.ToString());

    /// <summary>The text of the only generated class.</summary>
    public string Source => Assert.Single(Sources, source => !StructFiles.Contains(source.Key)).Value;

    /// <summary>The text of a generated file, or null if the generator did not write it.</summary>
    public string? FileOrNull(string name) => Sources.TryGetValue(name, out var text) ? text : null;

    /// <summary>The text of a generated file.</summary>
    public string File(string name) =>
        FileOrNull(name) ?? throw new Xunit.Sdk.XunitException($"{name} was not generated, only {string.Join(", ", Sources.Keys)}");

    /// <summary>The messages of all diagnostics that have the given id.</summary>
    public IReadOnlyList<string> Messages(string id) =>
        [.. Diagnostics.Where(diagnostic => diagnostic.Id == id)
            .Select(diagnostic => diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture))];

    /// <summary>The ids of all diagnostics, sorted.</summary>
    public IReadOnlyList<string> Ids => [.. Diagnostics.Select(diagnostic => diagnostic.Id).Order()];

    /// <summary>Returns the only diagnostic with the given id.</summary>
    public Diagnostic Only(string id) => Assert.Single(Diagnostics, diagnostic => diagnostic.Id == id);

    public string Message(string id) => Only(id).GetMessage(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Compiles the project together with the generated code. A warning fails the test like an error.</summary>
    public CSharpCompilation Compile()
    {
        var output = Output();
        var complaints = ComplaintsOf(output);
        Assert.True(complaints.Count == 0, string.Join("\n", complaints));
        return output;
    }

    /// <summary>The errors and warnings of the compiler about the project and the generated code.</summary>
    public IReadOnlyList<Diagnostic> Complaints() => ComplaintsOf(Output());

    private CSharpCompilation Output() => compilation.AddSyntaxTrees(_result.GeneratedSources.Select(source => source.SyntaxTree));

    private static List<Diagnostic> ComplaintsOf(CSharpCompilation output) =>
    [
        .. output.GetDiagnostics(TestContext.Current.CancellationToken)
            .Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning),
    ];

    /// <summary>Adds a source file that does not refer to any object, and runs the generator again.</summary>
    public GeneratorRun EditUnrelatedSource() =>
        RunAgain(compilation.AddSyntaxTrees(TestProject.Parse("internal static class Unrelated { }", "Unrelated.cs")));

    public GeneratorRun RunAgain(CSharpCompilation changed) =>
        new(project, driver.RunGenerators(changed, TestContext.Current.CancellationToken), changed);

    public GeneratorRun ReplaceObject(string path)
    {
        var texts = project.AdditionalTexts();
        var old = texts.Single(text => text.Path.EndsWith(path, System.StringComparison.Ordinal));
        var replaced = driver.ReplaceAdditionalText(old, new TestObject(old.Path, ((TestObject)old).Metadata));
        return new(project, replaced.RunGenerators(compilation, TestContext.Current.CancellationToken), compilation);
    }

    /// <summary>Checks that every step of this run took its output from the cache.</summary>
    public void ShouldTakeEverythingFromTheCache()
    {
        foreach (var (name, steps) in _result.TrackedSteps.Where(step => IsOurs(step.Key)))
        {
            foreach (var (_, reason) in steps.SelectMany(step => step.Outputs))
            {
                Assert.True(reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged, $"step {name} is {reason}");
            }
        }

        foreach (var (_, reason) in _result.TrackedOutputSteps.SelectMany(step => step.Value).SelectMany(step => step.Outputs))
        {
            Assert.Equal(IncrementalStepRunReason.Cached, reason);
        }
    }

    /// <summary>Returns for each output of a step whether it was cached, unchanged, modified or new.</summary>
    public IReadOnlyList<IncrementalStepRunReason> Reasons(string step) =>
        [.. _result.TrackedSteps[step].SelectMany(run => run.Outputs).Select(output => output.Reason)];

    public ImmutableDictionary<string, ImmutableArray<IncrementalGeneratorRunStep>> Steps => _result.TrackedSteps;

    private static bool IsOurs(string step) => typeof(TrackingNames).GetField(step) is not null;
}
