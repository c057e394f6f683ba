using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using BpfGen.Generator;
using BpfGen.Tool.Verification;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace BpfGen.Parity;

/// <summary>Runs the generator on an object and compiles the generated code, as the build of a project does.</summary>
internal static class SubjectCompiler
{
    private const int MaxErrors = 3;

    private static readonly CSharpCompilation Project = ClassCompilation.Project("Subject");

    /// <summary>Compiles an object's class.</summary>
    /// <param name="path">The path of the object.</param>
    /// <param name="programErrors">The generator's errors about single programs. The other programs can still be loaded.</param>
    /// <param name="build">The result of a build: <see cref="Verdict.BuildSucceeds"/>, or the ids of all errors.</param>
    /// <param name="failure">The stage that failed and the reason; null if compiling succeeded.</param>
    /// <returns>The bytes of the assembly; null if compiling failed.</returns>
    public static byte[]? Compile(
        string path, out IReadOnlyList<Diagnostic> programErrors, out string build, out (Stage Stage, string Reason)? failure)
    {
        var driver = CSharpGeneratorDriver.Create(
            [new BpfObjectGenerator().AsSourceGenerator()],
            [new ObjectFile(path)],
            ClassCompilation.ParseOptions,
            new ProjectOptions(ObjectFile.IsLittleEndian(path)));
        driver.RunGeneratorsAndUpdateCompilation(Project, out var compilation, out var diagnostics);
        build = Ids(diagnostics);
        programErrors = [.. diagnostics.Where(ClassCompilation.IsOfSingleProgram)];
        if (Errors(diagnostics.Except(programErrors)) is { Length: > 0 } errors)
        {
            failure = (Stage.Generate, errors);
            return null;
        }

        using var assembly = new MemoryStream();
        var result = compilation.Emit(assembly);
        failure = result.Success ? null : (Stage.Compile, Errors(result.Diagnostics));
        build = Ids(diagnostics.Concat(result.Diagnostics));
        return result.Success ? assembly.ToArray() : null;
    }

    private static string Ids(IEnumerable<Diagnostic> diagnostics)
    {
        var ids = diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
            .Select(diagnostic => diagnostic.Id)
            .Distinct()
            .Order(StringComparer.Ordinal)
            .ToList();
        return ids.Count == 0 ? Verdict.BuildSucceeds : string.Join(' ', ids);
    }

    private static string Errors(IEnumerable<Diagnostic> diagnostics)
    {
        var errors = diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).ToList();
        var more = errors.Count > MaxErrors ? $" (and {errors.Count - MaxErrors} more)" : "";
        return string.Join(" ", errors.Take(MaxErrors).Select(ClassCompilation.Describe)) + more;
    }
}
