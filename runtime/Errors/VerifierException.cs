using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using BpfGen.Errors;

namespace BpfGen;

/// <summary>The kernel's verifier refused a program.</summary>
public sealed class VerifierException : BpfException
{
    /// <summary>How many lines of the log stand in the message: the verifier says what is wrong at the end.</summary>
    private const int LinesInMessage = 12;

    internal VerifierException(int errno, string subject, string log, VerifierFailure failure, string? hint)
        : base("BPF_PROG_LOAD", errno, subject, Compose(errno, subject, log, failure, hint), inner: null)
    {
        Log = log;
        Instruction = failure.Instruction;
        Function = failure.Function;
        SourceFile = failure.File;
        SourceLine = failure.Line;
        SourceText = failure.Text;
    }

    /// <summary>The whole log of the verifier.</summary>
    public string Log { get; }

    /// <summary>The instruction that the verifier stopped at, from the start of the program; null where its log does not say.</summary>
    public int? Instruction { get; }

    /// <summary>The C function that it is in: the program itself, or one that it calls. Null where the object does not say.</summary>
    public string? Function { get; }

    /// <summary>The source file that it comes from, as the compiler was given it; null where the object does not say.</summary>
    public string? SourceFile { get; }

    /// <summary>The line in the source file, from 1; 0 where the object does not say.</summary>
    public int SourceLine { get; }

    /// <summary>The text of that line; null where the object does not say.</summary>
    public string? SourceText { get; }

    private static string Compose(int errno, string subject, string log, VerifierFailure failure, string? hint)
    {
        var lines = LinesOf(log);
        var end = string.Join("\n  ", CollectionsMarshal.AsSpan(lines)[Math.Max(0, lines.Count - LinesInMessage)..]);
        var rest = lines.Count > LinesInMessage ? $" (the last {LinesInMessage} of {lines.Count} lines of its log; Log has them all)" : "";
        return $"{Describe("BPF_PROG_LOAD", errno, subject, hint)}{failure.Describe()} The verifier says{rest}:\n  {end}";
    }

    /// <summary>Those that are not empty.</summary>
    private static List<string> LinesOf(string log)
    {
        var lines = new List<string>();
        for (int start = 0, end; start < log.Length; start = end + 1)
        {
            end = log.IndexOf('\n', start);
            end = end < 0 ? log.Length : end;
            if (end > start)
            {
                lines.Add(log[start..end]);
            }
        }

        return lines;
    }
}
