using System;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using BpfGen.Generator.Tests.Support;
using BpfGen.Tool.Tests.Support;
using Xunit;

namespace BpfGen.Tool.Tests;

/// <summary>Each command on the page <c>docs/tool.md</c> prints the output that the page shows.</summary>
public sealed class ToolPageTests : IDisposable
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "tool.md"));

    private readonly string _folder = Directory.CreateTempSubdirectory("bpfgen-tool-page-").FullName;

    public ToolPageTests() => Directory.CreateSymbolicLink(Path.Combine(_folder, "probes"), Repository.Probes);

    public static TheoryData<string, string> Examples => [.. Regex.Matches(
        Page, @"^```text\n\$ bpfgen ([^\n]*)\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)
        .Select(match => (match.Groups[1].Value, match.Groups[2].Value))];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task Each_command_on_the_tool_page_prints_the_output_on_the_page(string arguments, string text)
    {
        var run = await ToolRun.In(_folder, arguments.Split(' '));

        Assert.Equal(text, Regex.Replace(Regex.Replace(run.Output + run.Error, " +$", "", RegexOptions.Multiline), "\n{3,}", "\n\n"));
    }

    [Fact]
    public async Task The_tool_page_lists_every_command_with_an_example_except_for_vmlinux()
    {
        var help = (await ToolRun.Of("--help")).ShouldSucceed().Output;
        var commands = Regex.Matches(help, @"^  ([a-z-]+) <", RegexOptions.Multiline).Select(match => match.Groups[1].Value).ToList();

        Assert.Contains("vmlinux", Page);
        Assert.Equal(4, Examples.Select(example => example.Data.Item1.Split(' ')[0]).Distinct().Count());
        Assert.NotEmpty(commands);
        Assert.All(commands, command => Assert.Contains($"\n## {command}\n", Page));
    }
}
