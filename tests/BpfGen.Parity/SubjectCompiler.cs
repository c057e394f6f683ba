extern alias runtime;

using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using BpfGen.Generator;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace BpfGen.Parity;

/// <summary>Runs the generator on an object, and compiles what it writes, as the build of a project does.</summary>
internal static class SubjectCompiler
{
    private const int MostComplaints = 3;

    /// <summary>
    /// What concerns one program only: its section is not known, or its licence does not allow a helper. A build fails all the same, so that whoever misspells
    /// a section hears of it; other loaders open the object, and cannot load that program.
    /// </summary>
    private static readonly string[] RulesOfOneProgram = ["BPFGEN011", "BPFGEN017"];

    private static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.CSharp14);

    private static readonly CSharpCompilation Project = CSharpCompilation.Create(
        "Subject",
        syntaxTrees: [],
        References(),
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, optimizationLevel: OptimizationLevel.Release));

    /// <summary>Compiles an object's class.</summary>
    /// <param name="path">The object.</param>
    /// <param name="complaints">What the generator says of single programs, which others can do without.</param>
    /// <param name="failure">Where it failed and why, or null.</param>
    /// <returns>The assembly's bytes, or null.</returns>
    public static byte[]? Compile(string path, out IReadOnlyList<Diagnostic> complaints, out (Stage Stage, string Reason)? failure)
    {
        var driver = CSharpGeneratorDriver.Create(
            [new BpfObjectGenerator().AsSourceGenerator()], [new ObjectFile(path)], ParseOptions, new ProjectOptions());
        driver.RunGeneratorsAndUpdateCompilation(Project, out var compilation, out var diagnostics);
        complaints = [.. diagnostics.Where(diagnostic => RulesOfOneProgram.Contains(diagnostic.Id))];
        if (Errors(diagnostics.Except(complaints)) is { Length: > 0 } errors)
        {
            failure = (Stage.Generate, errors);
            return null;
        }

        using var assembly = new MemoryStream();
        var result = compilation.Emit(assembly);
        failure = result.Success ? null : (Stage.Compile, Errors(result.Diagnostics));
        return result.Success ? assembly.ToArray() : null;
    }

    public static string Describe(Diagnostic error) => $"{error.Id}: {error.GetMessage(CultureInfo.InvariantCulture)}";

    private static string Errors(IEnumerable<Diagnostic> diagnostics)
    {
        var errors = diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).ToList();
        var more = errors.Count > MostComplaints ? $" (and {errors.Count - MostComplaints} more)" : "";
        return string.Join(" ", errors.Take(MostComplaints).Select(error => Describe(error))) + more;
    }

    private static List<MetadataReference> References() =>
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path)),
        MetadataReference.CreateFromFile(typeof(runtime::BpfGen.BpfProgram).Assembly.Location),
    ];
}
