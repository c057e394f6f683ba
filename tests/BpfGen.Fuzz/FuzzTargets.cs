extern alias runtime;

using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using BpfGen.Generator;
using BpfGen.Generator.Checks;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Emission;
using BpfGen.Generator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using runtime::BpfGen.Symbols;
using KernelBtf = runtime::BpfGen.KernelBtf;

namespace BpfGen.Fuzz;

/// <summary>The fuzz targets: the code of BpfGen that reads untrusted bytes. A target throws if it finds a bug.</summary>
internal static class FuzzTargets
{
    private static readonly PlannedHandle Handle = new(
        "probe.o", new HandleClass("Sample", [], "class", "Probe", "internal"), "Probe.g.cs", null);

    private static readonly CSharpParseOptions Language = new(LanguageVersion.CSharp14);

    private static readonly Lazy<IReadOnlyList<MetadataReference>> References = new(() =>
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => !Path.GetFileName(path).StartsWith("BpfGen.Generator", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ]);

    private static readonly string File = Path.Combine(Path.GetTempPath(), $"bpfgen-fuzz-{Environment.ProcessId}");

    /// <summary>The targets by name. A target gets the mutated bytes of a seed file.</summary>
    public static IReadOnlyDictionary<string, Action<byte[]>> All { get; } = new Dictionary<string, Action<byte[]>>
    {
        ["object"] = bytes => Read(bytes),
        ["code"] = Compile,
        ["kernel-btf"] = ReadKernelBtf,
        ["symbols"] = ReadSymbols,
        ["perf-map"] = ReadPerfMap,
    };

    /// <summary>Runs the generator's steps: reads the object, checks its model, and writes C#.</summary>
    private static string? Read(byte[] bytes)
    {
        var problems = new ProblemList(new Effort(bytes.Length, CancellationToken.None));
        var model = ObjectReader.Link(bytes, TypeRequests.None, problems, CancellationToken.None);
        if (problems.ToArray().FirstOrDefault(problem => problem.Rule == Rules.Internal) is { } bug)
        {
            throw new InvalidDataException(bug.Message);
        }

        if (model is null)
        {
            return problems.HasErrors ? null : throw new InvalidDataException("There is neither a model nor an error.");
        }

        var result = new ObjectResult("probe.o", model, problems.ToArray());
        var findings = ObjectChecks.Run(
            result, new Contract("probe.o", null, []), [Handle], TargetPlatform.Of("linux-x64"), CancellationToken.None);
        try
        {
            var text = HandleEmitter.Emit(Handle, model, values: null, CancellationToken.None);
            return findings.Any(finding => finding.Problem.Rule.Severity == Severity.Error) ? null : text;
        }
        catch (LimitException)
        {
            return null;
        }
    }

    /// <summary>Checks that the generated code compiles if the object has no errors.</summary>
    private static void Compile(byte[] bytes)
    {
        if (Read(bytes) is { } text)
        {
            var compilation = CSharpCompilation.Create(
                "Fuzz", [CSharpSyntaxTree.ParseText(text, Language)], References.Value,
                new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
            if (compilation.GetDiagnostics().FirstOrDefault(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error) is { } error)
            {
                throw new InvalidDataException(error.ToString());
            }
        }
    }

    private static void ReadKernelBtf(byte[] bytes)
    {
        System.IO.File.WriteAllBytes(File, bytes);
        try
        {
            using var btf = KernelBtf.FromFile(File);
            _ = btf.HasStruct("task_struct");
        }
        catch (runtime::BpfGen.BpfException)
        {
            // The file is not valid.
        }
    }

    private static void ReadSymbols(byte[] bytes)
    {
        System.IO.File.WriteAllBytes(File, bytes);
        try
        {
            var symbols = FileSymbols.Read(FoundBinary.Own(File), UserBinary.MostBytes);
            for (var offset = 0ul; offset < 1 << 16; offset += 97)
            {
                _ = symbols.Find(offset);
            }

            using var binary = UserBinary.Open(File, "fuzz");
            _ = BinarySymbols.Of(binary).Sum(table => table.Functions("").Count());
        }
        catch (runtime::BpfGen.BpfException)
        {
            // The file is not valid.
        }
    }

    private static void ReadPerfMap(byte[] bytes)
    {
        var path = $"/tmp/perf-{Environment.ProcessId}.map";
        System.IO.File.WriteAllBytes(path, [.. Encoding.ASCII.GetBytes("1000 10 first\n"), .. bytes]);
        var map = PerfMapFile.TryFind(Environment.ProcessId)!;
        if (map.Find(0x1000) is null)
        {
            throw new InvalidDataException("The first function is not found.");
        }

        _ = map.Find(ulong.MaxValue);
        System.IO.File.Delete(path);
    }

    public static void CleanUp() => System.IO.File.Delete(File);
}
