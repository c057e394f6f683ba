extern alias runtime;

using System;
using System.IO;
using System.Linq;
using BpfGen.Generator;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace BpfGen.Benchmarks.BuildTime;

/// <summary>A project that contains only eBPF objects, for measuring the generator.</summary>
internal static class Project
{
    private static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.CSharp14);

    private static readonly CSharpCompilation Empty = CSharpCompilation.Create(
        "Project",
        [CSharpSyntaxTree.ParseText("internal static class Program;", ParseOptions)],
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
            .Append(typeof(runtime::BpfGen.BpfProgram).Assembly.Location)
            .Select(path => MetadataReference.CreateFromFile(path)),
        new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary,
            nullableContextOptions: NullableContextOptions.Enable,
            optimizationLevel: OptimizationLevel.Release));

    /// <summary>Runs the generator without any cached results.</summary>
    /// <exception cref="InvalidOperationException">The generator reports an error.</exception>
    public static Compilation Generate(params string[] objects)
    {
        Driver(objects).RunGeneratorsAndUpdateCompilation(Empty, out var compilation, out var diagnostics);
        ThrowIfError(diagnostics.FirstOrDefault(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        return compilation;
    }

    /// <summary>
    /// Runs the generator once. Returns an action that edits the C# source and runs the generator again with its cached results.
    /// </summary>
    public static Action Edit(params string[] objects)
    {
        var driver = Driver(objects).RunGenerators(Empty);
        var tree = Empty.SyntaxTrees.Single();
        var edits = 0;
        return () => driver = driver.RunGenerators(
            Empty.ReplaceSyntaxTree(
                tree,
                CSharpSyntaxTree.ParseText($"internal static class Program {{ private const int Edits = {++edits}; }}", ParseOptions)));
    }

    /// <summary>Runs the generator and compiles the generated code.</summary>
    /// <returns>The bytes of the assembly.</returns>
    /// <exception cref="InvalidOperationException">The generator or the compiler reports an error.</exception>
    public static byte[] Compile(params string[] objects)
    {
        using var assembly = new MemoryStream();
        var result = Generate(objects).Emit(assembly);
        ThrowIfError(result.Diagnostics.FirstOrDefault(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        return assembly.ToArray();
    }

    private static CSharpGeneratorDriver Driver(string[] objects) =>
        CSharpGeneratorDriver.Create(
            [new BpfObjectGenerator().AsSourceGenerator()], objects.Select(path => new ObjectFile(path)), ParseOptions);

    private static void ThrowIfError(Diagnostic? error)
    {
        if (error is not null)
        {
            throw new InvalidOperationException($"{error.Id}: {error.GetMessage(null)}");
        }
    }
}
