extern alias runtime;

using System;
using System.Globalization;
using System.IO;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace BpfGen.Tool.Verification;

/// <summary>How the generated class of an object is compiled to an assembly without a project.</summary>
internal static class ClassCompilation
{
    /// <summary>
    /// The ids of the rules that concern only one program: its section is unknown (BPFGEN011), or the license does not allow a helper that
    /// it calls (BPFGEN017). In a user's build, these errors fail the whole build, so that users notice a misspelled section. The other
    /// programs can still be loaded, as other loaders do it.
    /// </summary>
    private static readonly string[] SingleProgramRules = ["BPFGEN011", "BPFGEN017"];

    public static CSharpParseOptions ParseOptions { get; } = new(LanguageVersion.CSharp14);

    /// <summary>An empty project that references .NET and the runtime of BpfGen.</summary>
    public static CSharpCompilation Project(string name) => CSharpCompilation.Create(
        name,
        syntaxTrees: [],
        ((string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
            .Append(typeof(runtime::BpfGen.BpfProgram).Assembly.Location)
            .Distinct()
            .Select(path => MetadataReference.CreateFromFile(path)),
        new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary,
            nullableContextOptions: NullableContextOptions.Enable,
            optimizationLevel: OptimizationLevel.Release));

    /// <summary>Whether a diagnostic concerns only one program.</summary>
    public static bool IsOfSingleProgram(Diagnostic diagnostic) => SingleProgramRules.Contains(diagnostic.Id);

    public static string Describe(Diagnostic error) => $"{error.Id}: {error.GetMessage(CultureInfo.InvariantCulture)}";
}
