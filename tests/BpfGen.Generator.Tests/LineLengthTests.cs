using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using BpfGen.Generator.Tests.Support;
using Xunit;

namespace BpfGen.Generator.Tests;

/// <summary>The compiler does not enforce the <c>max_line_length</c> of <c>.editorconfig</c>, so these tests do.</summary>
public sealed class LineLengthTests
{
    private const int MaxLength = 140;

    [Fact]
    public void The_editorconfig_file_sets_the_maximum_line_length() =>
        Assert.Contains($"max_line_length = {MaxLength}", File.ReadAllText(Path.Combine(Repository.Root, ".editorconfig")));

    [Fact]
    public void No_line_is_longer_than_140_characters()
    {
        var longLines = Files().SelectMany(LongLines).ToList();
        Assert.True(longLines.Count == 0, string.Join('\n', longLines));
    }

    private static IEnumerable<string> LongLines(string file) => File.ReadLines(Path.Combine(Repository.Root, file))
        .Select((line, index) => (line.Length, Number: index + 1))
        .Where(line => line.Length > MaxLength)
        .Select(line => $"{file}:{line.Number} has {line.Length} characters");

    /// <summary>Gets the paths of all source files, relative to the repository's root, except build output and snapshots.</summary>
    private static IEnumerable<string> Files() => Directory.EnumerateFiles(Repository.Root, "*.cs", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'))
        .Where(file => !Regex.IsMatch(file, @"(^|/)(bin|obj|\.[^/]+)/|\.(verified|received)\.cs$"));
}
