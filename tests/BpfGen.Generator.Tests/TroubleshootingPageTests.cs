using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using BpfGen.Generator.Tests.Support;
using Xunit;

namespace BpfGen.Generator.Tests;

/// <summary>The messages on the page about troubleshooting are those of the source.</summary>
public sealed class TroubleshootingPageTests
{
    /// <summary>Texts of the compiler, of the kernel, and of the parts that a message is made of.</summary>
    private static readonly string[] Foreign =
    [
        "file not found", "#include", "Access to the path", "is denied", "obj", "bin",
        "BPF program is too large. Processed 1000001 insn", "BPF_OBJ_GET failed with EACCES",
    ];

    public static TheoryData<string> Messages =>
    [
        .. File.ReadLines(Path.Combine(Repository.Root, "docs", "troubleshooting.md"))
            .Where(line => line.StartsWith("| `", System.StringComparison.Ordinal))
            .SelectMany(line => Regex.Matches(line[..line.IndexOf(" | ", System.StringComparison.Ordinal)], "`([^`]+)`"))
            .Select(match => match.Groups[1].Value)
            .Where(message => !Foreign.Contains(message)),
    ];

    [Theory]
    [MemberData(nameof(Messages))]
    public void Each_message_on_the_page_is_part_of_the_source(string message) =>
        Assert.Contains(Sources(), source => source.Contains(message, System.StringComparison.Ordinal));

    /// <summary>The source code, with the parts of a text that spans several lines joined.</summary>
    private static IEnumerable<string> Sources() =>
        new[] { "runtime", "generator", "build", "common" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories))
            .Select(file => Regex.Replace(File.ReadAllText(file), "\"\\s*\\+\\s*\\$?\"", ""));
}
