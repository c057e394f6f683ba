using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;

namespace BpfGen.Parity;

/// <summary>
/// Reads and writes verdicts as CSV: file, program, verdict and number of processed instructions, like <c>veristat -o csv</c>.
/// </summary>
internal static class VerdictCsv
{
    public const string Header = "file,prog,verdict,insns";

    /// <summary>The names of the columns in the output of <c>veristat</c>, each with the name that BpfGen.Parity uses.</summary>
    private static readonly Dictionary<string, string> Aliases = new(StringComparer.OrdinalIgnoreCase)
    {
        ["file_name"] = "file",
        ["prog_name"] = "prog",
        ["total_insns"] = "insns",
    };

    public static string Line(Verdict verdict) =>
        string.Create(
            CultureInfo.InvariantCulture, $"{Quote(verdict.File)},{Quote(verdict.Program)},{verdict.Word},{verdict.Instructions}");

    /// <exception cref="InvalidDataException">The file lacks a column, or a line has too few cells.</exception>
    public static IReadOnlyList<Verdict> Read(string path)
    {
        using var lines = File.ReadLines(path).GetEnumerator();
        var header = lines.MoveNext() ? Split(lines.Current) : [];
        var columns = header.Select(name => Aliases.GetValueOrDefault(name, name)).ToList();
        int Column(string name) => columns.IndexOf(name) is >= 0 and var index
            ? index
            : throw new InvalidDataException($"{path} has no column '{name}'; its first line is expected to be '{Header}'.");
        var (file, program, verdict, instructions) = (Column("file"), Column("prog"), Column("verdict"), Column("insns"));

        var result = new List<Verdict>();
        while (lines.MoveNext())
        {
            var cells = Split(lines.Current);
            if (cells.Count < columns.Count)
            {
                throw new InvalidDataException($"{path} has a line of {cells.Count} cells: '{lines.Current}'.");
            }

            _ = long.TryParse(cells[instructions], CultureInfo.InvariantCulture, out var count);
            result.Add(new Verdict(Path.GetFileName(cells[file]), cells[program], cells[verdict] == "success", count));
        }

        return result;
    }

    private static string Quote(string cell) =>
        cell.AsSpan().IndexOfAny(",\"\r\n") < 0 ? cell : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static List<string> Split(string line)
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
}
