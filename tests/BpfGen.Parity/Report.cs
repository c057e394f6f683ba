using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Spectre.Console;

namespace BpfGen.Parity;

/// <summary>Writes the results of a run.</summary>
internal static class Report
{
    private const int MaxReasonLength = 300;

    public static void WriteCsv(TextWriter output, IEnumerable<Verdict> verdicts)
    {
        output.WriteLine(VerdictCsv.Header);
        foreach (var verdict in verdicts.Where(verdict => verdict.Program.Length > 0))
        {
            output.WriteLine(VerdictCsv.Line(verdict));
        }
    }

    /// <summary>Writes a line for each failure: file, program, stage and reason.</summary>
    public static void WriteReasons(TextWriter output, IEnumerable<Verdict> verdicts)
    {
        foreach (var verdict in verdicts.Where(verdict => !verdict.IsSuccess))
        {
            output.WriteLine($"{verdict.File} {(verdict.Program.Length > 0 ? verdict.Program : "(all)")}: {Word(verdict.Stage)}: "
                + $"{Shorten(verdict.Reason)}");
        }
    }

    public static void WriteSummary(IAnsiConsole console, IReadOnlyCollection<Verdict> verdicts, TimeSpan time)
    {
        var programs = verdicts.Count(verdict => verdict.Program.Length > 0);
        var (objects, loaded) = (verdicts.DistinctBy(verdict => verdict.File).Count(), verdicts.Count(verdict => verdict.IsSuccess));
        console.MarkupLineInterpolated(
            CultureInfo.InvariantCulture,
            $"{objects} objects, {programs} programs: {loaded} loaded, in {time.TotalSeconds:0.0} s");
        WriteBuilds(console, verdicts);
        foreach (var stage in verdicts.Where(verdict => !verdict.IsSuccess).GroupBy(verdict => verdict.Stage).OrderBy(group => group.Key))
        {
            console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"  {stage.Count()} failed: {Word(stage.Key)}");
        }
    }

    /// <summary>Writes for how many objects the build fails, and the number of objects for each error.</summary>
    private static void WriteBuilds(IAnsiConsole console, IEnumerable<Verdict> verdicts)
    {
        var stopped = verdicts.Where(verdict => verdict.Build is not ("" or Verdict.BuildSucceeds))
            .DistinctBy(verdict => verdict.File)
            .ToList();
        if (stopped.Count > 0)
        {
            var counts = stopped.SelectMany(verdict => verdict.Build.Split(' '))
                .CountBy(id => id)
                .OrderBy(id => id.Key, StringComparer.Ordinal);
            console.MarkupLineInterpolated(
                CultureInfo.InvariantCulture,
                $"{stopped.Count} objects stop a build: {string.Join(", ", counts.Select(id => $"{id.Key} in {id.Value}"))}");
        }
    }

    /// <summary>
    /// Writes the programs for which the two loaders have different verdicts, and the number of programs for which they agree.
    /// </summary>
    public static void WriteComparison(IAnsiConsole console, Comparison comparison)
    {
        var table = new Table().AddColumns("file", "program", "theirs", "ours", "reason");
        foreach (var (theirs, ours) in comparison.Differences)
        {
            table.AddRow(
                new Text(theirs.File),
                new Text(theirs.Program),
                new Text(Describe(theirs)),
                new Text(ours is null ? "missing" : Describe(ours)),
                new Text(Shorten(ours?.Reason ?? "")));
        }

        if (table.Rows.Count > 0)
        {
            console.Write(table);
        }

        foreach (var (file, build) in comparison.StoppedBuilds)
        {
            console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"{file} stops a build: {build}");
        }

        var (equal, all) = (comparison.EqualVerdicts, comparison.Programs);
        var (equalCounts, successes) = (comparison.EqualInstructions, comparison.Successes);
        console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"{equal} of {all} verdicts equal ({Percent(equal, all)})");
        console.MarkupLineInterpolated(
            CultureInfo.InvariantCulture,
            $"{equalCounts} of {successes} programs that both load have equal instruction counts ({Percent(equalCounts, successes)})");
    }

    private static string Describe(Verdict verdict) => verdict.IsSuccess
        ? string.Create(CultureInfo.InvariantCulture, $"success {verdict.Instructions}")
        : $"failure {(verdict.Stage is null ? "" : Word(verdict.Stage))}";

    private static string Word(Stage? stage) => stage?.ToString().ToLowerInvariant() ?? "";

    private static string Percent(int part, int all) =>
        all == 0 ? "none" : string.Create(CultureInfo.InvariantCulture, $"{100.0 * part / all:0.00} %");

    private static string Shorten(string reason)
    {
        var line = string.Join(" | ", reason.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        return line.Length <= MaxReasonLength ? line : $"{line[..(MaxReasonLength / 2)]} … {line[^(MaxReasonLength / 2)..]}";
    }
}
