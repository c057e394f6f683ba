using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using BpfGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;

namespace BpfGen.Parity;

/// <summary>Takes one object down the whole road, and loads each of its programs on its own.</summary>
internal static class SubjectRunner
{
    /// <param name="subject">The object.</param>
    /// <param name="skip">How many of its programs are left out, from the first.</param>
    /// <returns>A verdict on each program, one at a time; one on no program where none can be named.</returns>
    public static IEnumerable<Verdict> Run(Subject subject, int skip)
    {
        if (subject.Problems.Length > 0)
        {
            return FailAll(subject, Stage.Open, subject.Problems);
        }

        return SubjectCompiler.Compile(subject.Path, out var complaints, out var failure) is { } assembly
            ? LoadAll(subject, assembly, complaints, skip)
            : FailAll(subject, failure!.Value.Stage, failure.Value.Reason);
    }

    private static IEnumerable<Verdict> FailAll(Subject subject, Stage stage, string reason) => subject.Programs.Count > 0
        ? subject.Programs.Select(program => Failure(subject, program.Name, stage, reason))
        : [Failure(subject, "", stage, reason)];

    private static IEnumerable<Verdict> LoadAll(Subject subject, byte[] assembly, IReadOnlyList<Diagnostic> complaints, int skip)
    {
        using var loader = new SubjectLoader(assembly);
        foreach (var program in subject.Programs.Skip(skip))
        {
            yield return Complaint(program.Name, complaints) is { } complaint ? Failure(subject, program.Name, Stage.Generate, complaint)
                : program.Member is null ? Failure(subject, program.Name, Stage.Generate, "The generator makes no handle of it.")
                : Load(subject, program.Name, program.Member, loader);
        }
    }

    /// <summary>The messages of rules that concern one program begin with its name.</summary>
    private static string? Complaint(string program, IReadOnlyList<Diagnostic> complaints)
    {
        var start = $"Program {Printable.Name(program)} ";
        return complaints.FirstOrDefault(complaint => complaint.GetMessage(CultureInfo.InvariantCulture).StartsWith(start, StringComparison.Ordinal)) is { } found
            ? SubjectCompiler.Describe(found)
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
