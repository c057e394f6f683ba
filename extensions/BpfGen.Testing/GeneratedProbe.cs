using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;
using BpfGen.Generator;
using BpfGen.Generator.Model;
using BpfGen.Tool.Inspection;
using Microsoft.CodeAnalysis;

namespace BpfGen.Testing;

/// <summary>
/// The results of a run of the generator. They do not depend on the folder, the machine or the time of the run. All members are
/// thread-safe.
/// </summary>
public sealed class GeneratedProbe
{
    internal GeneratedProbe(string path, GeneratorDriver driver)
    {
        var result = driver.GetRunResult();
        Driver = driver;
        Files = result.GeneratedTrees.ToDictionary(tree => Path.GetFileName(tree.FilePath), tree => tree.GetText().ToString());
        Source = Files.FirstOrDefault(file => !file.Key.StartsWith("BpfGen.", System.StringComparison.Ordinal)).Value ?? "";
        Diagnostics = [.. result.Diagnostics.Select(Text)];
        Contents = ContentsOf(path);
    }

    /// <summary>The generated class of the object; empty if errors kept the generator from writing it.</summary>
    public string Source { get; }

    /// <summary>All generated files: the text of each by its name.</summary>
    public IReadOnlyDictionary<string, string> Files { get; }

    /// <summary>
    /// The errors, warnings and hints in the order of the build, such as
    /// <c>error BPFGEN006: probe.o has no section 'socket1' …</c>. Empty if there are none.
    /// </summary>
    public IReadOnlyList<string> Diagnostics { get; }

    /// <summary>
    /// The contents of the object as indented JSON: maps, programs, types, variables and requirements, as <c>bpfgen inspect --json</c>
    /// prints them. Empty if the object cannot be read.
    /// </summary>
    public string Contents { get; }

    /// <summary>The driver after the run, for snapshot libraries that accept one, such as Verify.SourceGenerators.</summary>
    public GeneratorDriver Driver { get; }

    private static string Text(Diagnostic diagnostic) =>
        $"{diagnostic.Severity.ToString().ToLowerInvariant()} {diagnostic.Id}: {diagnostic.GetMessage(CultureInfo.InvariantCulture)}";

    private static string ContentsOf(string path)
    {
        var result = ObjectReader.Read(path, TypeRequests.None, CancellationToken.None);
        return result.Model is { } model
            ? JsonSerializer.Serialize(Inspector.Run(Path.GetFileName(path), model, result.Problems), ReportJson.Default.ObjectReport)
            : "";
    }
}
