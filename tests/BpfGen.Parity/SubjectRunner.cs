using System;
using System.Collections.Generic;
using System.Linq;

namespace BpfGen.Parity;

/// <summary>Takes one object down the whole road, and loads each of its programs on its own.</summary>
internal static class SubjectRunner
{
    /// <returns>A verdict on each program; one on no program where the object cannot be taken apart.</returns>
    public static IReadOnlyList<Verdict> Run(string path)
    {
        var subject = Subject.Open(path);
        if (subject.Problems.Length > 0)
        {
            return [new Verdict(subject.File, "", IsSuccess: false, 0) { Stage = Stage.Open, Reason = subject.Problems }];
        }

        if (SubjectCompiler.Compile(path, out var failure) is not { } assembly)
        {
            return [.. subject.Programs.Select(program => Failure(subject, program, failure!.Value.Stage, failure.Value.Reason))];
        }

        using var loader = new SubjectLoader(assembly);
        return [.. subject.Programs.Select(program => Load(subject, program, loader))];
    }

    private static Verdict Load(Subject subject, SubjectProgram program, SubjectLoader loader)
    {
        try
        {
            return new Verdict(subject.File, program.Name, IsSuccess: true, loader.Load(program.Member));
        }
        catch (Exception exception)
        {
            var (stage, reason, instructions) = LoadFailure.Describe(exception);
            return Failure(subject, program, stage, reason) with { Instructions = instructions };
        }
    }

    private static Verdict Failure(Subject subject, SubjectProgram program, Stage stage, string reason) =>
        new(subject.File, program.Name, IsSuccess: false, 0) { Stage = stage, Reason = reason };
}
