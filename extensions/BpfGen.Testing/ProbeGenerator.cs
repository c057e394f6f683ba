using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using BpfGen.Generator;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace BpfGen.Testing;

/// <summary>
/// Runs the source generator of BpfGen on an eBPF object, as a build does. Tests compare the result with a snapshot, to see what a new
/// version of a probe, or of BpfGen, changes.
/// </summary>
/// <remarks>The generator needs neither a kernel nor privileges, and runs on every system. All members are thread-safe.</remarks>
/// <example>
/// <code>
/// var probe = ProbeGenerator.Run("probe.o");
/// Assert.Empty(probe.Diagnostics);
/// Assert.Equal(File.ReadAllText("Probe.verified.cs"), probe.Source);
/// </code>
/// </example>
public static class ProbeGenerator
{
    private static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.CSharp14);

    /// <summary>Runs the generator on one object.</summary>
    /// <param name="path">The path of the object. The result contains its file name only, so it is the same in every folder.</param>
    /// <param name="options">The settings of the project and the item; null for none.</param>
    /// <returns>The generated code, the diagnostics, and the contents of the object.</returns>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    /// <exception cref="FileNotFoundException">The object does not exist.</exception>
    public static GeneratedProbe Run(string path, ProbeGeneratorOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new ProbeGeneratorOptions();
        var full = Path.GetFullPath(path);
        if (!File.Exists(full))
        {
            throw new FileNotFoundException(
                $"The object '{full}' does not exist. Compile it before the test, for example as a BpfCompile item.", full);
        }

        var settings = new ProjectSettings(full, options);
        var driver = CSharpGeneratorDriver.Create(
            [new BpfObjectGenerator().AsSourceGenerator()], [new ObjectItem(full)], ParseOptions, settings)
            .RunGenerators(Compilation(full, options));
        return new GeneratedProbe(full, driver);
    }

    private static CSharpCompilation Compilation(string path, ProbeGeneratorOptions options) => CSharpCompilation.Create(
        "Probes",
        options.Code is { } code
            ? [CSharpSyntaxTree.ParseText(code, ParseOptions, Path.Combine(Path.GetDirectoryName(path)!, "Program.cs"))]
            : [],
        References(),
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));

    /// <summary>The assemblies of the test: those of .NET, and the runtime of BpfGen if the test project references the package.</summary>
    private static IEnumerable<MetadataReference> References() =>
        ((string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(assembly => MetadataReference.CreateFromFile(assembly));
}
