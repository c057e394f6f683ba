using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using BpfGen.Generator.Tests.Support;
using Xunit;

namespace BpfGen.Generator.Tests;

/// <summary>The paths, the tables and the dependency graphs of ARCHITECTURE.md agree with the repository.</summary>
public sealed class ArchitecturePageTests
{
    private static readonly string[] Lines = File.ReadAllLines(Path.Combine(Repository.Root, "ARCHITECTURE.md"));

    private static readonly Dictionary<string, string> TestProjects = new()
    {
        ["G"] = "tests/BpfGen.Generator.Tests",
        ["R"] = "tests/BpfGen.Runtime.Tests",
        ["K"] = "tests/BpfGen.Kernel.Tests",
        ["P"] = "tests/BpfGen.Package.Tests",
        ["T"] = "tests/BpfGen.Tool.Tests",
    };

    [Fact]
    public void Every_path_in_ARCHITECTURE_md_exists()
    {
        var paths = Lines.SelectMany(line => PathsIn(line).Select(path => (line, path))).ToList();

        Assert.True(paths.Count > 200, $"The page has only {paths.Count} paths: the test does not find them.");
        Assert.Empty(paths.Where(item => !Exists(item.path, FolderOf(item.line))).Select(item => item.path));
    }

    [Fact]
    public void No_table_in_ARCHITECTURE_md_has_two_rows_with_the_same_first_cell()
    {
        var cells = Sections().SelectMany(section => section.Lines
            .Where(line => line.StartsWith('|') && !line.StartsWith("| ---", StringComparison.Ordinal))
            .Select(line => $"{section.Title}: {line.Split('|')[1].Trim()}")).ToList();

        Assert.NotEmpty(cells);
        Assert.Empty(cells.GroupBy(cell => cell).Where(same => same.Count() > 1).Select(same => same.Key));
    }

    [Fact]
    public void ARCHITECTURE_md_explains_each_term_once()
    {
        var terms = Sections().Where(section => section.Title is "Terms" or "Glossary")
            .SelectMany(section => section.Lines.Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(2))
            .Select(line => line.Split('|')[1].Trim()).ToList();

        Assert.NotEmpty(terms);
        Assert.Equal(terms.Count, terms.Distinct().Count());
    }

    [Theory]
    [InlineData("generator")]
    [InlineData("runtime")]
    [InlineData("tool")]
    public void The_graph_in_ARCHITECTURE_md_is_the_graph_that_ArchitectureTests_checks(string project)
    {
        var rows = project switch
        {
            "generator" => ArchitectureTests.GeneratorRooms,
            "runtime" => ArchitectureTests.RuntimeRooms,
            _ => ArchitectureTests.ToolRooms,
        };
        var tested = rows.ToDictionary(
            row => row.Data.Item1.Length == 0 ? "(root)" : row.Data.Item1,
            row => row.Data.Item2.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToHashSet());
        var shown = GraphOf(project);

        Assert.Equal(tested.Keys.Order(), shown.Keys.Order());
        Assert.All(tested, room => Assert.Equal(room.Value.Order(), shown[room.Key].Select(arrow => arrow.To).Order()));

        // An arrow is double if its two folders may use each other.
        Assert.All(shown, room => Assert.All(
            room.Value, arrow => Assert.Equal(tested[arrow.To].Contains(room.Key), arrow.IsDouble)));
    }

    /// <summary>
    /// Reads the graph of a project: lines such as <c>Links ⇄ Maps Programs;  → Features Host</c>, up to the next empty line.
    /// </summary>
    private static Dictionary<string, List<(string To, bool IsDouble)>> GraphOf(string project)
    {
        var graph = new Dictionary<string, List<(string, bool)>>();
        var block = Lines.SkipWhile(line => !Regex.IsMatch(line, $@"^{project}/ +rooms")).Skip(1)
            .TakeWhile(line => line.Length > 0 && !line.StartsWith("```", StringComparison.Ordinal));
        foreach (var line in block)
        {
            var arrow = line.IndexOfAny(['→', '⇄']);
            foreach (var room in line[..arrow].Split(',', StringSplitOptions.TrimEntries))
            {
                var (arrows, isDouble) = (new List<(string, bool)>(), false);
                foreach (var word in line[arrow..].Replace(";", "").Split(' ', StringSplitOptions.RemoveEmptyEntries))
                {
                    isDouble = word == "⇄" || (word != "→" && isDouble);
                    if (word is not ("→" or "⇄" or "nothing"))
                    {
                        arrows.Add((word, isDouble));
                    }
                }

                graph.Add(room, arrows);
            }
        }

        return graph;
    }

    /// <summary>
    /// Returns the paths that a line contains in backticks or links: words with a slash, and names of files. Leaves out paths with <c>*</c>
    /// or <c>NAME</c>, because they stand for several files.
    /// </summary>
    private static IEnumerable<string> PathsIn(string line) =>
        Regex.Matches(line, "`([^`]+)`").Select(code => code.Groups[1].Value.Split(' ')[0])
            .Concat(Regex.Matches(line, @"\]\(([^)#]+)").Select(link => link.Groups[1].Value))
            .Where(text => Regex.IsMatch(text, @"^[\w.-]+(/[\w.-]*)+$|^[\w.-]+\.(cs|csproj|md)$") && !text.Contains("NAME"));

    /// <summary>
    /// Returns the folder that a row in the table of folders describes. The second cell of the row names the folder's subfolders.
    /// </summary>
    private static string FolderOf(string line) =>
        Regex.Match(line, @"^\| `(\w[\w/.-]*/)`( \(root\))? \|").Groups[1].Value;

    private static bool Exists(string path, string folder)
    {
        var parts = path.Split('/', 2);
        var full = parts.Length == 2 && TestProjects.TryGetValue(parts[0], out var project) ? $"{project}/{parts[1]}" : path;
        return new[] { "", folder }.Select(start => Path.Combine(Repository.Root, start, full))
            .Any(candidate => candidate.EndsWith('/') ? Directory.Exists(candidate) : File.Exists(candidate));
    }

    private static IEnumerable<(string Title, List<string> Lines)> Sections()
    {
        var (title, lines) = ("", new List<string>());
        foreach (var line in Lines.Append("## "))
        {
            if (line.StartsWith("## ", StringComparison.Ordinal))
            {
                yield return (title, lines);
                (title, lines) = (line[3..], []);
            }

            lines.Add(line);
        }
    }
}
