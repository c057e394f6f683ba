using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace BpfGen.Parity;

/// <summary>
/// Reads the verdicts of another loader: the CSV or the text table of libbpf's <c>veristat</c>, the JSON of Cilium's verifier tests (which
/// load with cilium/ebpf), or the CSV of this program.
/// </summary>
internal static class VerdictTable
{
    /// <summary>The names of the columns in the output of <c>veristat</c>, each with the name that BpfGen.Parity uses.</summary>
    private static readonly Dictionary<string, string> Aliases = new(StringComparer.OrdinalIgnoreCase)
    {
        ["file_name"] = "file",
        ["file"] = "file",
        ["prog_name"] = "prog",
        ["program"] = "prog",
        ["verdict"] = "verdict",
        ["total_insns"] = "insns",
        ["total insns"] = "insns",
        ["insns"] = "insns",
    };

    /// <exception cref="InvalidDataException">The file has none of the supported formats, or a line has too few cells.</exception>
    public static IReadOnlyList<Verdict> Read(string path)
    {
        var text = File.ReadAllText(path);
        if (text.AsSpan().TrimStart().StartsWith("["))
        {
            return ReadComplexity(path, text);
        }

        // veristat prints messages such as "Failed to open 'x.o': -2" before the header.
        var lines = text.Split('\n').Select(line => line.TrimEnd('\r')).ToList();
        for (var i = 0; i < lines.Count; i++)
        {
            if (Columns.Find(SplitCsv(lines[i])) is { } columns)
            {
                return Read(path, lines.Skip(i + 1).TakeWhile(line => line.Length > 0), columns, SplitCsv);
            }

            if (i > 0 && IsRuler(lines[i]) && Columns.Find(SplitText(lines[i - 1], lines[i])) is { } ruled)
            {
                var ruler = lines[i];
                return Read(
                    path, lines.Skip(i + 1).TakeWhile(line => line.Length > 0 && !IsRuler(line)), ruled, line => SplitText(line, ruler));
            }
        }

        throw new InvalidDataException(
            $"{path} has neither the columns file, prog, verdict and insns, as the output of veristat has, nor the "
                + "JSON of Cilium's verifier "
            + "tests.");
    }

    private static List<Verdict> Read(string path, IEnumerable<string> lines, Columns columns, Func<string, List<string>> split)
    {
        var result = new List<Verdict>();
        foreach (var line in lines)
        {
            var cells = split(line);
            if (cells.Count < columns.Count)
            {
                throw new InvalidDataException($"{path} has a line of {cells.Count} cells: '{line}'.");
            }

            _ = long.TryParse(cells[columns.Instructions], CultureInfo.InvariantCulture, out var count);
            result.Add(new Verdict(
                Path.GetFileName(cells[columns.File]), cells[columns.Program], cells[columns.Verdict] == "success", count));
        }

        return result;
    }

    /// <summary>
    /// Reads <c>verifier-complexity.json</c> of Cilium. Each record in this file is a program that cilium/ebpf has loaded. Cilium compiles
    /// a collection several times with different options, which gives the objects COLLECTION_BUILD.o. It loads each object several times
    /// with different constants. This method reads only the record of the first load, because BpfGen.Parity loads objects without options.
    /// </summary>
    private static List<Verdict> ReadComplexity(string path, string text)
    {
        try
        {
            return
            [
                .. JsonSerializer.Deserialize<List<ComplexityRecord>>(text)!
                    .Select(record => new Verdict(
                        string.IsNullOrEmpty(record.Build) ? record.Collection + ".o" : $"{record.Collection}_{record.Build}.o",
                        record.Program,
                        IsSuccess: true,
                        record.Instructions))
                    .DistinctBy(verdict => (verdict.File, verdict.Program)),
            ];
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"{path} is not the JSON of Cilium's verifier tests: {exception.Message}", exception);
        }
    }

    private static bool IsRuler(string line) => line.StartsWith("--", StringComparison.Ordinal) && line.AsSpan().Trim("- ").IsEmpty;

    /// <summary>Splits a line of veristat's text table. The dashes of the ruler below the header show where the columns begin.</summary>
    private static List<string> SplitText(string line, string ruler)
    {
        var cells = new List<string>();
        for (var start = 0; start < ruler.Length;)
        {
            var end = ruler.IndexOf(' ', start) is >= 0 and var space ? space : ruler.Length;
            cells.Add(start < line.Length ? line[start..Math.Min(end, line.Length)].Trim() : "");
            for (start = end; start < ruler.Length && ruler[start] == ' '; start++)
            {
            }
        }

        return cells;
    }

    private static List<string> SplitCsv(string line)
    {
        var cells = new List<string>();
        var cell = new System.Text.StringBuilder();
        var isQuoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '"')
            {
                if (isQuoted && i + 1 < line.Length && line[i + 1] == '"')
                {
                    cell.Append(line[++i]);
                }
                else
                {
                    isQuoted = !isQuoted;
                }
            }
            else if (line[i] == ',' && !isQuoted)
            {
                cells.Add(cell.ToString());
                cell.Clear();
            }
            else
            {
                cell.Append(line[i]);
            }
        }

        cells.Add(cell.ToString());
        return cells;
    }

    /// <summary>The indexes of the columns to read, and the number of all columns.</summary>
    private sealed record Columns(int File, int Program, int Verdict, int Instructions, int Count)
    {
        /// <returns>The columns; null if the cells are not those of a header.</returns>
        public static Columns? Find(List<string> header)
        {
            var names = header.Select(name => Aliases.GetValueOrDefault(name, name)).ToList();
            var columns = new Columns(
                names.IndexOf("file"), names.IndexOf("prog"), names.IndexOf("verdict"), names.IndexOf("insns"), header.Count);
            return columns is { File: >= 0, Program: >= 0, Verdict: >= 0, Instructions: >= 0 } ? columns : null;
        }
    }

    private sealed record ComplexityRecord(
        [property: JsonPropertyName("collection"), JsonRequired] string Collection,
        [property: JsonPropertyName("program"), JsonRequired] string Program,
        [property: JsonPropertyName("build")] string? Build,
        [property: JsonPropertyName("insns_processed"), JsonRequired] long Instructions);
}
