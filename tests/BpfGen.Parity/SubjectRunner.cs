using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using BpfGen.Generator.Diagnostics;
using BpfGen.Tool.Verification;
using Microsoft.CodeAnalysis;

namespace BpfGen.Parity;

/// <summary>Compiles one object and loads each of its programs separately.</summary>
internal static class SubjectRunner
{
    /// <param name="subject">The object under test.</param>
    /// <param name="core">Whether the kernel or BpfGen resolves CO-RE relocations.</param>
    /// <param name="skip">The number of programs to skip, counted from the first.</param>
    /// <returns>
    /// A verdict for each program, each as soon as it is known. If the names of the programs are unknown, one verdict for the whole object.
    /// </returns>
    public static IEnumerable<Verdict> Run(Subject subject, CoreMode core, int skip)
    {
        if (subject.Problems.Length > 0)
        {
            return FailAll(subject, Stage.Open, subject.Problems).Select(verdict => verdict with { Build = subject.Errors });
        }

        var assembly = SubjectCompiler.Compile(subject.Path, out var programErrors, out var build, out var failure);
        var verdicts = assembly is not null
            ? LoadAll(subject, assembly, core, programErrors, skip)
            : FailAll(subject, failure!.Value.Stage, failure.Value.Reason);
        return verdicts.Select(verdict => verdict with { Build = build });
    }

    private static IEnumerable<Verdict> FailAll(Subject subject, Stage stage, string reason) => subject.Programs.Count > 0
        ? subject.Programs.Select(program => Failure(subject, program.Name, stage, reason))
        : [Failure(subject, "", stage, reason)];

    private static IEnumerable<Verdict> LoadAll(
        Subject subject, byte[] assembly, CoreMode core, IReadOnlyList<Diagnostic> programErrors, int skip)
    {
        using var loader = new SubjectLoader(assembly, core);
        foreach (var program in subject.Programs.Skip(skip))
        {
            yield return FindError(program.Name, programErrors) is { } error ? Failure(subject, program.Name, Stage.Generate, error)
                : program.Member is null ? Failure(subject, program.Name, Stage.Generate, "The generator creates no property for it.")
                : Load(subject, program.Name, program.Member, loader);
        }
    }

    /// <summary>
    /// Finds the generator's error about a program. A message about a single program starts with the word Program and the program's name.
    /// </summary>
    private static string? FindError(string program, IReadOnlyList<Diagnostic> programErrors)
    {
        var start = $"Program {Printable.Name(program)} ";
        return programErrors.FirstOrDefault(error => error.GetMessage(CultureInfo.InvariantCulture)
            .StartsWith(start, StringComparison.Ordinal)) is { } found
            ? ClassCompilation.Describe(found)
            : null;
    }

    private static Verdict Load(Subject subject, string program, string member, SubjectLoader loader)
    {
        try
        {
            return new Verdict(subject.File, program, IsSuccess: true, loader.Load(member));
        }
        catch (Exception exception)
        {
            var (stage, reason, instructions) = LoadFailure.Describe(exception);
            return Failure(subject, program, stage, reason) with { Instructions = instructions };
        }
    }

    private static Verdict Failure(Subject subject, string program, Stage stage, string reason) =>
        new(subject.File, program, IsSuccess: false, 0) { Stage = stage, Reason = reason };
}
