using System;
using System.Linq;

namespace BpfGen;

/// <summary>The kernel's verifier refused a program.</summary>
public sealed class VerifierException : BpfException
{
    /// <summary>How many lines of the log stand in the message: the verifier says what is wrong at the end.</summary>
    private const int LinesInMessage = 12;

    internal VerifierException(int errno, string subject, string log)
        : base("BPF_PROG_LOAD", errno, subject, Compose(errno, subject, log), inner: null) => Log = log;

    /// <summary>The whole log of the verifier.</summary>
    public string Log { get; }

    private static string Compose(int errno, string subject, string log)
    {
        var lines = log.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var end = string.Join('\n', lines.TakeLast(LinesInMessage).Select(line => "  " + line));
        var rest = lines.Length > LinesInMessage ? $" (the last {LinesInMessage} of {lines.Length} lines of its log; Log has them all)" : "";
        return $"{Describe("BPF_PROG_LOAD", errno, subject, hint: null)} The verifier says{rest}:\n{end}";
    }
}
