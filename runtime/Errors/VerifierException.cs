using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using BpfGen.Errors;

namespace BpfGen;

/// <summary>The exception for a program that the kernel's verifier rejected.</summary>
public sealed class VerifierException : BpfException
{
    /// <summary>The number of lines of the log in the message. The verifier writes the reason at the end of its log.</summary>
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

    /// <summary>The complete log of the verifier.</summary>
    public string Log { get; }

    /// <summary>
    /// The index of the instruction at which the verifier stopped, from the start of the program; null if the log does not name an
    /// instruction.
    /// </summary>
    public int? Instruction { get; }

    /// <summary>
    /// The C function that contains the instruction: the program itself, or a function that it calls. Null if the object has no function
    /// information.
    /// </summary>
    public string? Function { get; }

    /// <summary>The path of the source file, as it was given to the compiler; null if the object has no line information.</summary>
    public string? SourceFile { get; }

    /// <summary>The line number in the source file, counted from 1; 0 if the object has no line information.</summary>
    public int SourceLine { get; }

    /// <summary>The text of the source line; null if the object has no line information.</summary>
    public string? SourceText { get; }

    private static string Compose(int errno, string subject, string log, VerifierFailure failure, string? hint)
    {
        var lines = LinesOf(log);
        var end = string.Join("\n  ", CollectionsMarshal.AsSpan(lines)[Math.Max(0, lines.Count - LinesInMessage)..]);
        var rest = lines.Count > LinesInMessage
            ? $" (the last {LinesInMessage} of {lines.Count} lines of its log; the property Log has all of them)"
            : "";
        return $"{Describe("BPF_PROG_LOAD", errno, subject, hint)}{failure.Describe()} The verifier says{rest}:\n  {end}";
    }

    /// <summary>Splits the log into its lines, without empty ones.</summary>
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
