using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using BpfGen.Generator.Tests.Support;
using Xunit;

namespace BpfGen.Generator.Tests;

/// <summary>The README is short, and every link in a page of the repository leads to an existing file and heading.</summary>
public sealed class PageTests
{
    private static readonly string[] Commands =
    [
        "git clone https://github.com/bpfgen/bpfgen && cd bpfgen",
        "dotnet run --project sample-app -- --self-test --count 10",
        "dotnet new install BpfGen.Templates",
        "dotnet test ",
    ];

    public static TheoryData<string> Pages => [.. Directory
        .GetFiles(Repository.Root, "*.md")
        .Concat(Directory.GetFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories))
        .Select(page => Path.GetRelativePath(Repository.Root, page))
        .Order(StringComparer.Ordinal)];

    [Fact]
    public void The_README_is_a_front_page_of_at_most_150_lines_with_the_first_commands()
    {
        var lines = File.ReadAllLines(Path.Combine(Repository.Root, "README.md"));

        Assert.InRange(lines.Length, 50, 150);
        Assert.All(Commands, command => Assert.Contains(lines, line => line.StartsWith(command, StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_link_on_a_page_leads_to_an_existing_file_and_heading(string page)
    {
        var folder = Path.GetDirectoryName(Path.Combine(Repository.Root, page))!;

        Assert.DoesNotContain(LinksOf(page), link => !Exists(folder, page, link));
    }

    /// <summary>Tests find code by the name of its language. Another name, such as <c>cs</c>, would hide code from them.</summary>
    [Fact]
    public void Every_code_block_has_a_language_with_one_name_and_CSharp_is_only_on_pages_whose_code_is_compiled()
    {
        string[] languages = ["asm", "c", "console", "csharp", "dockerfile", "ini", "json", "sh", "text", "xml", "yaml"];
        var pages = Directory.GetFiles(Repository.Root, "*.md", SearchOption.AllDirectories)
            .Select(page => Path.GetRelativePath(Repository.Root, page))
            .Where(page => !page.Split('/').Any(part => part is "bin" or "obj" or "node_modules"))
            .ToList();
        var blocks = pages.SelectMany(page => Regex
            .Matches(
                File.ReadAllText(Path.Combine(Repository.Root, page)),
                "^ *(?:```|~~~)(.*)\n(?:.*\n)*? *(?:```|~~~) *$",
                RegexOptions.Multiline)
            .Select(block => (Page: page, Language: block.Groups[1].Value)))
            .ToList();

        Assert.DoesNotContain(blocks, block => !languages.Contains(block.Language));
        Assert.DoesNotContain(blocks, block => block.Language == "csharp"
            && block.Page != "README.md" && !Regex.IsMatch(block.Page, "^docs/(diagnostics/)?[^/]*\\.md$"));
        Assert.InRange(blocks.Count(block => block.Language == "csharp"), 50, 500);
    }

    [Fact]
    public void The_index_lists_every_page_for_users_and_contributors()
    {
        var listed = LinksOf("docs/README.md").Select(link => Path.GetFullPath(Path.Combine(Repository.Root, "docs", link))).ToList();

        Assert.DoesNotContain(
            Pages.Select(page => page.Data),
            page => page != "docs/README.md" && page.Count(letter => letter == '/') < 2
                && !listed.Contains(Path.Combine(Repository.Root, page)));
    }

    private static IEnumerable<string> LinksOf(string page) => Regex.Matches(
        Regex.Replace(
            File.ReadAllText(Path.Combine(Repository.Root, page)),
            "^```.*?^```|`[^`\n]*`",
            "",
            RegexOptions.Multiline | RegexOptions.Singleline),
        @"\]\(([^)\s]+)\)")
        .Select(match => match.Groups[1].Value)
        .Where(link => !link.StartsWith("http", StringComparison.Ordinal));

    private static bool Exists(string folder, string page, string link)
    {
        var parts = link.Split('#');
        var path = parts[0].Length == 0 ? Path.Combine(Repository.Root, page) : Path.Combine(folder, parts[0]);
        return parts.Length == 1
            ? File.Exists(path) || Directory.Exists(path)
            : File.Exists(path) && File.ReadLines(path).Any(line => line.StartsWith('#') && Anchor(line) == parts[1]);
    }

    /// <summary>Returns the anchor that Git hosts such as GitHub create for a heading.</summary>
    private static string Anchor(string heading) =>
        Regex.Replace(heading.TrimStart('#').Trim().ToLowerInvariant(), @"[^\w\- ]", "").Replace(' ', '-');
}
