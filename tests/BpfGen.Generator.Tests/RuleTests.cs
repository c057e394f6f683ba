using System;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using BpfGen.Generator.Collections;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Tests.Support;
using Xunit;

namespace BpfGen.Generator.Tests;

/// <summary>
/// Every diagnostic rule has a unique id, a line in the release notes, and a documentation page whose last section is the fix.
/// </summary>
public sealed class RuleTests
{
    public static TheoryData<string> Ids => [.. Rules.All.Select(rule => rule.Id)];

    [Fact]
    public void The_list_of_all_rules_is_complete_and_sorted()
    {
        var declared = typeof(Rules).GetFields()
            .Where(field => field.FieldType == typeof(Rule))
            .Select(field => (Rule)field.GetValue(null)!);

        Assert.Equal(declared.Select(rule => rule.Id).Order(), Rules.All.Select(rule => rule.Id));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Every_rule_has_a_line_in_the_release_notes(string id)
    {
        var rule = Rules.All.Single(rule => rule.Id == id);
        var notes = File.ReadAllText(Path.Combine(Repository.Root, "generator/AnalyzerReleases.Unshipped.md"))
            + File.ReadAllText(Path.Combine(Repository.Root, "generator/AnalyzerReleases.Shipped.md"));

        Assert.Contains($"\n{id} | BpfGen | {rule.Severity} | {rule.Title}\n", notes);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Every_rule_has_a_page_that_ends_with_the_fix(string id)
    {
        var rule = Rules.All.Single(rule => rule.Id == id);
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs/diagnostics", id + ".md"));

        Assert.StartsWith($"# {id}: {rule.Title}\n", page);
        Assert.Equal(
            ["Cause", "Example", "Fix"], Regex.Matches(page, "^## (.*)$", RegexOptions.Multiline).Select(match => match.Groups[1].Value));
        Assert.EndsWith(id + ".md", DiagnosticFactory.HelpLink(rule));
    }

    [Fact]
    public void The_index_of_the_diagnostics_pages_lists_every_rule()
    {
        var index = File.ReadAllText(Path.Combine(Repository.Root, "docs/diagnostics/README.md"));

        Assert.All(Rules.All, rule => Assert.Contains($"| [{rule.Id}]({rule.Id}.md) | {rule.Severity} | {rule.Title} |", index));
    }

    [Fact]
    public void Text_from_an_object_cannot_add_a_line_break_to_a_message() =>
        Assert.Equal("it has \ufffd\ufffd in it", Printable.Text("it has \n\u202e in it"));

    [Fact]
    public void The_message_of_an_internal_error_names_the_BpfGen_method_and_not_the_framework_method()
    {
        Exception? thrown = null;
        try
        {
            _ = new EquatableArray<int>([1])[5];
        }
        catch (IndexOutOfRangeException exception)
        {
            thrown = exception;
        }

        var message = Failure.ProblemOf(thrown!).Message;

        Assert.Contains("(in BpfGen.", message);
        Assert.Contains("Please report it and attach the object file.", message);
    }

    [Fact]
    public void At_most_20_problems_of_one_rule_are_reported()
    {
        var problems = new ProblemList();

        for (var i = 0; i < 1_000; i++)
        {
            problems.Add(Rules.Malformed, i);
        }

        Assert.Equal(20, problems.ToArray().Count);
    }
}
