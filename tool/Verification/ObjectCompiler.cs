using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using System.Linq;
using System.Threading;
using BpfGen.Generator;
using BpfGen.Tool.Files;
using BpfGen.Tool.Guest;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace BpfGen.Tool.Verification;

/// <summary>Compiles the generated class of an object to an assembly, as the build of a project does.</summary>
internal static class ObjectCompiler
{
    /// <summary>Compiles the class.</summary>
    /// <param name="path">The path of the object.</param>
    /// <param name="runtime">The runtime identifier of the machines: <c>linux-x64</c>.</param>
    /// <param name="cancel">Cancels the work.</param>
    /// <returns>The assembly, and the build's errors about single programs.</returns>
    /// <exception cref="ToolException">A build with the object fails.</exception>
    public static (byte[] Assembly, IReadOnlyList<string> ProgramErrors) Compile(string path, string runtime, CancellationToken cancel)
    {
        var full = Path.GetFullPath(path);
        var driver = CSharpGeneratorDriver.Create(
            [new BpfObjectGenerator().AsSourceGenerator()], [new ObjectText(full)], ClassCompilation.ParseOptions, new Settings(runtime));
        var project = ClassCompilation.Project("BpfGen.Verified");
        driver.RunGeneratorsAndUpdateCompilation(project, out var compilation, out var found, cancel);
        var single = found.Where(ClassCompilation.IsOfSingleProgram).ToList();
        var errors = found.Except(single).Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).ToList();
        using var assembly = new MemoryStream();
        if (errors.Count == 0)
        {
            errors.AddRange(compilation.Emit(assembly, cancellationToken: cancel).Diagnostics
                .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        }

        return errors.Count == 0
            ? (assembly.ToArray(), [.. single.Select(ClassCompilation.Describe)])
            : throw new ToolException(string.Join('\n', errors.Select(error => $"{path}: error {ClassCompilation.Describe(error)}")));
    }

    /// <summary>The object as an item of a project. It has a path, but no text.</summary>
    private sealed class ObjectText(string path) : AdditionalText
    {
        public override string Path { get; } = path;

        public override SourceText? GetText(CancellationToken cancellationToken = default) => null;
    }

    /// <summary>The metadata of the item, and the properties of the project.</summary>
    private sealed class Settings(string runtime) : AnalyzerConfigOptionsProvider
    {
        private static readonly Values Item = new(new()
        {
            ["build_metadata.AdditionalFiles.BpfObject"] = "true",
            ["build_metadata.AdditionalFiles.BpfClass"] = GuestLoader.ClassName,
        });

        public override AnalyzerConfigOptions GlobalOptions { get; } = new Values(new()
        {
            ["build_property.RootNamespace"] = GuestLoader.Namespace,
            ["build_property.RuntimeIdentifier"] = runtime,
        });

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => Item;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => Item;

        private sealed class Values(Dictionary<string, string> values) : AnalyzerConfigOptions
        {
            public override bool TryGetValue(string key, [NotNullWhen(true)] out string? value) => values.TryGetValue(key, out value);
        }
    }
}
