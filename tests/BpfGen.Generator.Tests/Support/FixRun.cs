using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Xunit;

namespace BpfGen.Generator.Tests.Support;

/// <summary>Runs an analyzer on a project with the generated classes, and applies a code fix as an editor does.</summary>
internal static class FixRun
{
    /// <summary>Returns the diagnostics of an analyzer. The test fails if the code does not compile.</summary>
    public static async Task<ImmutableArray<Diagnostic>> Analyze(TestProject project, DiagnosticAnalyzer analyzer, bool compiles = true)
    {
        var run = project.Run();
        var compilation = compiles
            ? run.Compile()
            : project.Compilation().AddSyntaxTrees(run.Sources.Select(source => TestProject.Parse(source.Value, source.Key)));
        var hidden = analyzer.SupportedDiagnostics.ToDictionary(rule => rule.Id, rule => ReportDiagnostic.Info);
        var cancel = TestContext.Current.CancellationToken;
        return await compilation
            .WithOptions(compilation.Options.WithSpecificDiagnosticOptions(hidden))
            .WithAnalyzers([analyzer])
            .GetAnalyzerDiagnosticsAsync(cancel);
    }

    /// <summary>Applies the first fix for the first diagnostic of an analyzer.</summary>
    /// <returns>The code of the document after the fix; null if there is no fix.</returns>
    public static async Task<string?> Fix(TestProject project, DiagnosticAnalyzer analyzer, CodeFixProvider provider, bool compiles = true)
    {
        var cancel = TestContext.Current.CancellationToken;
        var diagnostic = (await Analyze(project, analyzer, compiles)).OrderBy(found => found.Location.SourceSpan.Start).First();
        Assert.Contains(diagnostic.Id, provider.FixableDiagnosticIds);

        using var workspace = new AdhocWorkspace();
        var compilation = project.Compilation();
        var document = workspace
            .AddProject(ProjectInfo.Create(
                ProjectId.CreateNewId(), VersionStamp.Default, "Test", "Test", LanguageNames.CSharp,
                parseOptions: new CSharpParseOptions(LanguageVersion.CSharp14),
                compilationOptions: compilation.Options,
                metadataReferences: compilation.References))
            .AddDocument("Program.cs", await diagnostic.Location.SourceTree!.GetTextAsync(cancel));
        var target = document.Project;
        foreach (var (name, text) in project.Run().Sources)
        {
            target = target.AddDocument(name, text).Project;
        }

        document = target.GetDocument(document.Id)!;
        var tree = (await document.GetSyntaxTreeAsync(cancel))!;
        var moved = Diagnostic.Create(
            diagnostic.Descriptor, Location.Create(tree, diagnostic.Location.SourceSpan), diagnostic.Properties);
        var actions = new List<CodeAction>();
        await provider.RegisterCodeFixesAsync(new CodeFixContext(document, moved, (action, _) => actions.Add(action), cancel));
        if (actions.Count == 0)
        {
            return null;
        }

        var changed = (await actions[0].GetOperationsAsync(cancel)).OfType<ApplyChangesOperation>().Single().ChangedSolution;
        return (await changed.GetDocument(document.Id)!.GetTextAsync(cancel)).ToString();
    }
}
