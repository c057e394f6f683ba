using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using BpfGen.Generator;
using BpfGen.Generator.Checks;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Emission;
using BpfGen.Generator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace BpfGen.Fuzz;

/// <summary>Runs the steps of the generator: reads an object, checks its model, and writes C#.</summary>
internal static class ObjectTargets
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

    /// <summary>Links an object.</summary>
    /// <returns>The model; null if the object has errors.</returns>
    public static ObjectModel? Link(byte[] bytes, ProblemList problems)
    {
        var model = ObjectReader.Link(bytes, TypeRequests.None, problems, CancellationToken.None);
        if (problems.ToArray().FirstOrDefault(problem => problem.Rule == Rules.Internal) is { } bug)
        {
            throw new InvalidDataException(bug.Message);
        }

        return model is null && !problems.HasErrors ? throw new InvalidDataException("There is neither a model nor an error.") : model;
    }

    public static ProblemList ProblemsOf(byte[] bytes) => new(new Effort(bytes.Length, CancellationToken.None));

    public static bool Read(byte[] bytes) => Write(bytes) is not null;

    /// <summary>Checks that the generated code compiles if the object has no errors.</summary>
    public static bool Compile(byte[] bytes)
    {
        var text = Write(bytes);
        if (text is not null)
        {
            var compilation = CSharpCompilation.Create(
                "Fuzz", [CSharpSyntaxTree.ParseText(text, Language)], References.Value,
                new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
            if (compilation.GetDiagnostics().FirstOrDefault(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error) is { } error)
            {
                var number = error.Location.GetLineSpan().StartLinePosition.Line;
                var line = error.Location.SourceTree?.GetText().Lines[number].ToString().Trim();
                throw new InvalidDataException($"{error}: {line}");
            }
        }

        return text is not null;
    }

    private static string? Write(byte[] bytes)
    {
        var problems = ProblemsOf(bytes);
        if (Link(bytes, problems) is not { } model)
        {
            return null;
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
}
