using System;
using System.Collections.Generic;
using System.Globalization;

namespace BpfGen;

/// <summary>
/// Statistics about the verification of one program. All values except <see cref="ProcessedInstructions"/> require a verifier log, which
/// you request in the load options (<see cref="ProgramOptions.LogLevel"/>).
/// </summary>
public sealed record VerifierStatistics
{
    private const string InstructionLine = "processed ";
    private const string StackLine = "stack depth ";
    private const string TimeLine = "verification time ";

    internal VerifierStatistics()
    {
    }

    /// <summary>
    /// The number of instructions that the verifier processed, on all paths together. The kernel's limit is one million. 0 if there is no
    /// log and the kernel does not report the number (before Linux 5.16).
    /// </summary>
    public uint ProcessedInstructions { get; internal init; }

    /// <summary>The number of states that the verifier stored; null without a log.</summary>
    public uint? TotalStates { get; internal init; }

    /// <summary>The largest number of states that the verifier stored at the same time; null without a log.</summary>
    public uint? PeakStates { get; internal init; }

    /// <summary>The largest number of states that the verifier stored for one instruction; null without a log.</summary>
    public uint? MaxStatesPerInstruction { get; internal init; }

    /// <summary>
    /// The stack that each function of the program uses, in bytes; the main function is the first. Empty unless the log has
    /// <see cref="VerifierLogLevel.Statistics"/>.
    /// </summary>
    public IReadOnlyList<uint> StackDepths { get; internal init; } = [];

    /// <summary>
    /// The duration of the verification in whole microseconds; null unless the log has <see cref="VerifierLogLevel.Statistics"/>.
    /// </summary>
    public TimeSpan? VerificationTime { get; internal init; }

    /// <summary>
    /// Parses the last lines of a log. New kernels may add numbers to a line, so this method finds each number by the word beside it:
    /// <c>processed 42 insns (limit 1000000) max_states_per_insn 1 total_states 3 peak_states 3 mark_read 1</c>.
    /// </summary>
    /// <returns>The statistics; null if the log was cut and so does not contain them.</returns>
    internal static VerifierStatistics? TryParse(string log) => Line(log, InstructionLine) is not { IsEmpty: false } line
        ? null
        : new VerifierStatistics
        {
            ProcessedInstructions = Number(line) ?? 0,
            MaxStatesPerInstruction = After(line, "max_states_per_insn "),
            TotalStates = After(line, "total_states "),
            PeakStates = After(line, "peak_states "),
            StackDepths = Depths(Line(log, StackLine)),
            VerificationTime = Number(Line(log, TimeLine)) is { } time ? TimeSpan.FromMicroseconds(time) : null,
        };

    /// <summary>
    /// Finds the last line that begins with the given words. Only the last line counts, because an earlier line can be a source line of the
    /// program.
    /// </summary>
    /// <returns>The rest of the line; empty if no line begins with the words.</returns>
    private static ReadOnlySpan<char> Line(string log, string words)
    {
        for (var end = log.Length; end > 0;)
        {
            var start = log.LastIndexOf('\n', end - 1) + 1;
            var line = log.AsSpan(start, end - start);
            if (line.StartsWith(words, StringComparison.Ordinal))
            {
                return line[words.Length..];
            }

            end = start - 1;
        }

        return [];
    }

    private static uint? After(ReadOnlySpan<char> line, string word)
    {
        var at = line.IndexOf(word, StringComparison.Ordinal);
        return at < 0 ? null : Number(line[(at + word.Length)..]);
    }

    private static uint? Number(ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAnyExceptInRange('0', '9');
        return uint.TryParse(end < 0 ? text : text[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
    }

    private static List<uint> Depths(ReadOnlySpan<char> line)
    {
        var depths = new List<uint>();
        foreach (var part in line.Split('+'))
        {
            if (Number(line[part]) is { } depth)
            {
                depths.Add(depth);
            }
        }

        return depths;
    }
}
