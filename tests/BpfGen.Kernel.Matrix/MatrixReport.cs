using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;

namespace BpfGen.Kernel.Matrix;

/// <summary>The results of all kernels: a row for each case and a column for each kernel.</summary>
internal sealed partial class MatrixReport
{
    private const int LinesOfTrace = 4;

    private readonly IReadOnlyList<KernelRun> _runs;

    /// <summary>The word of each case on each kernel.</summary>
    private readonly Dictionary<(string Case, int Kernel), string> _words = [];

    /// <summary>The names of the cases, in the order of the first kernel that ran them.</summary>
    private readonly List<string> _cases = [];

    public MatrixReport(IReadOnlyList<KernelRun> runs)
    {
        _runs = runs;
        for (var i = 0; i < runs.Count; i++)
        {
            foreach (var (name, word) in runs[i].Output.Split('\n').Select(Read).OfType<(string Name, string Word)>())
            {
                if (!_cases.Contains(name))
                {
                    _cases.Add(name);
                }

                _words[(name, i)] = word;
            }
        }
    }

    /// <summary>0 if all cases passed, 1 if a case failed, 2 if a machine did not run all cases.</summary>
    public int ExitStatus => Broken > 0 ? 2 : Total("failed") > 0 ? 1 : 0;

    private int Broken => _runs.Count(run => run.Error is not null);

    /// <summary>Whether the test binary has printed its last line.</summary>
    public static bool HasCounts(string output) => Counts().IsMatch(output);

    public void Write(TextWriter output)
    {
        output.Write($"{"case",-42}{string.Concat(_runs.Select(run => $" {Cut(ReleaseOf(run)),-16}"))}\n");
        foreach (var name in _cases)
        {
            var words = Enumerable.Range(0, _runs.Count).Select(kernel => $" {_words.GetValueOrDefault((name, kernel), "-"),-16}");
            output.Write($"{name,-42}{string.Concat(words)}\n");
        }

        output.Write("(refused: the kernel lacks the feature, and the error message says so)\n");
        foreach (var run in _runs)
        {
            WriteFailures(run, output);
        }

        output.Write($"{Total("passed")} passed, {Total("failed") + Broken} failed, {Total("skipped")} skipped\n");
    }

    /// <summary>Writes each failure with its stack trace.</summary>
    private static void WriteFailures(KernelRun run, TextWriter output)
    {
        var lines = run.Output.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].StartsWith("FAIL ", StringComparison.Ordinal))
            {
                output.Write($"{run.Kernel}:{lines[i]}\n");
                foreach (var line in lines.Skip(i + 1).Take(LinesOfTrace).TakeWhile(line => Read(line) is null && !HasCounts(line)))
                {
                    output.Write($"{run.Kernel}-{line}\n");
                }
            }
        }
    }

    /// <summary>Reads the line of a case.</summary>
    /// <returns>The name of the case and its result; null for another line.</returns>
    private static (string Name, string Word)? Read(string line)
    {
        if (Passed().Match(line) is { Success: true } passed)
        {
            return (passed.Groups["name"].Value, passed.Groups["refused"].Success ? "refused" : "ok");
        }

        return Other().Match(line) is { Success: true } other ? (other.Groups["name"].Value, other.Groups["word"].Value) : null;
    }

    /// <summary>Returns the release from the first line: <c>Linux 6.1.0</c>.</summary>
    private static string ReleaseOf(KernelRun run) => run.Output.Split('\n')[0].Split(' ').ElementAtOrDefault(1) ?? run.Kernel;

    private static string Cut(string text) => text.Length > 16 ? text[..16] : text;

    private int Total(string word) => _runs
        .SelectMany(run => Counts().Matches(run.Output))
        .Sum(match => int.Parse(match.Groups[word].ValueSpan, CultureInfo.InvariantCulture));

    [GeneratedRegex(@"^ok (?<name>.*?)(?<refused> \(refused: .*\))?( \[\d+ ms\])?$")]
    private static partial Regex Passed();

    /// <summary>A name may contain a colon. After it comes the type of an exception, or a requirement.</summary>
    [GeneratedRegex(@"^(?<word>FAIL) (?<name>.*?): \w*Exception: |^(?<word>skip) (?<name>.*?): requires ")]
    private static partial Regex Other();

    [GeneratedRegex("^(?<passed>[0-9]+) passed, (?<failed>[0-9]+) failed, (?<skipped>[0-9]+) skipped", RegexOptions.Multiline)]
    private static partial Regex Counts();
}
