using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using BpfGen.Generator.Emission;
using BpfGen.Generator.Linking;
using BpfGen.Generator.Model;
using BpfGen.Generator.Tests.Support;
using BpfGen.KernelFacts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;

namespace BpfGen.Generator.Tests;

/// <summary>
/// The page <c>docs/programs.md</c> lists each section name, its class, and the calls of the class. It is generated from the section table
/// and from the runtime's source, so that it is never out of date. To write the page again, run this test with
/// <c>BPFGEN_ACCEPT_SNAPSHOTS=1</c>.
/// </summary>
public sealed class ProgramPageTests
{
    private const string Base = "BpfProgram";
    private static readonly string Path = System.IO.Path.Combine(Repository.Root, "docs", "programs.md");

    private static readonly Lazy<ILookup<string, ClassDeclarationSyntax>> Classes = new(() => SourceFiles.Below("runtime/Programs")
        .SelectMany(file => CSharpSyntaxTree.ParseText(
            File.ReadAllText(file),
            new CSharpParseOptions(LanguageVersion.Preview, DocumentationMode.Parse),
            cancellationToken: TestContext.Current.CancellationToken).GetRoot(TestContext.Current.CancellationToken).DescendantNodes())
        .OfType<ClassDeclarationSyntax>()
        .ToLookup(declaration => declaration.Identifier.ValueText));

    [Fact]
    public void The_program_page_matches_the_section_table_and_the_program_classes()
    {
        var page = Write();
        if (Environment.GetEnvironmentVariable("BPFGEN_ACCEPT_SNAPSHOTS") == "1")
        {
            File.WriteAllText(Path, page);
        }

        Assert.Equal(page, File.ReadAllText(Path));
    }

    [Fact]
    public void The_program_page_lists_every_program_class_of_the_runtime()
    {
        var classes = Classes.Value.Select(group => group.Key).Where(name => name.EndsWith("Program", StringComparison.Ordinal));

        Assert.Equal(
            classes.Order(StringComparer.Ordinal), Rows().Select(row => row.Class).Append(Base).Distinct().Order(StringComparer.Ordinal));
    }

    private static string Write()
    {
        var page = new StringBuilder();
        page.Append("""
            # Programs: sections, classes and calls

            The section of a program determines its class, and the class has the calls that attach it or run it. A section with `…` names
            its hook: `kprobe/do_unlinkat`. [BPFGEN026](diagnostics/BPFGEN026.md) lists names of other loaders that mean the same. Programs
            in sections that end in `.s` may sleep.

            This page is generated from the section table and from the source of the classes. A test compares it. To write it again, run
            `BPFGEN_ACCEPT_SNAPSHOTS=1 dotnet run --project tests/BpfGen.Generator.Tests -- -class '*.ProgramPageTests'`.

            ## Sections

            | Section | Class | Program type | Attach type | Linux |
            | --- | --- | --- | --- | --- |

            """);
        foreach (var (rule, type) in Rows())
        {
            var section = rule.Name + (rule.Pattern.EndsWith('+') ? "/…" : "");
            page.Append(CultureInfo.InvariantCulture, $"| `{section}` | [{type}](#{type.ToLowerInvariant()}) | `{rule.Type}` | ");
            page.Append(rule.AttachType == default ? "" : $"`{rule.AttachType}`");
            page.Append(CultureInfo.InvariantCulture, $" | {rule.FirstKernel?.ToString(2) ?? "not released"} |\n");
        }

        page.Append("""

            A program in `struct_ops` is a function of a struct. [StructOpsMap](../runtime/Maps/References/StructOpsMap.cs) attaches the
            struct: `public BpfLink Attach()`.

            ## Calls

            `Attach()` of the generated class attaches all programs whose sections name their hooks, or nothing. `AttachAvailable()` leaves
            out the hooks that the machine does not have, and lists them.

            Static calls: `OpenPinned(string path)`, `OpenById(uint id)` and `OpenAll()` open programs that are loaded already.


            """);
        foreach (var type in Rows().Select(row => row.Class).Append(Base).Distinct().Order(StringComparer.Ordinal))
        {
            page.Append(CultureInfo.InvariantCulture, $"### {type}\n\n{(type == Base ? "All programs have these calls.\n\n" : "")}");
            var calls = Calls(type).ToList();
            page.Append(calls.Count == 0 ? $"The class has only the calls of {BaseOf(type)}.\n\n" : "| Call | Does |\n| --- | --- |\n");
            calls.ForEach(call => page.Append(CultureInfo.InvariantCulture, $"| `{call.Signature}` | {call.Summary} |\n"));
            page.Append(calls.Count == 0 ? "" : "\n");
        }

        return page.ToString().TrimEnd('\n') + "\n";
    }

    private static IEnumerable<(SectionRule Rule, string Class)> Rows() => SectionTable.Rules.Select(rule =>
    {
        var program = new ProgramModel("p", rule.Name, SectionNames.KindOf(rule, "target"), [], 0, []);
        return (rule, HandleTypes.Of(program).Split('.')[^1]);
    });

    private static IEnumerable<(string Signature, string Summary)> Calls(string type) => Classes.Value[type]
        .SelectMany(declaration => declaration.Members.OfType<MethodDeclarationSyntax>())
        .Where(method => method.Modifiers.Any(SyntaxKind.PublicKeyword) && !method.Modifiers.Any(SyntaxKind.OverrideKeyword))
        .Select(method => (Signature(method), Summary(method)))
        .OrderBy(call => call.Item1.Split('(')[0].Split(' ')[^1], StringComparer.Ordinal);

    /// <summary>Returns a Markdown link to the base class of a class.</summary>
    private static string BaseOf(string type)
    {
        var bases = Classes.Value[type].SelectMany(declaration => declaration.BaseList?.Types.Select(item => item.ToString()) ?? []);
        var name = bases.First(name => Classes.Value.Contains(name));
        return $"[{name}](#{name.ToLowerInvariant()})";
    }

    private static string Signature(MethodDeclarationSyntax method)
    {
        var isStatic = method.Modifiers.Any(SyntaxKind.StaticKeyword) ? "static " : "";
        var parameters = method.ParameterList.Parameters.Select(parameter => parameter.WithoutTrivia().NormalizeWhitespace().ToString());
        return $"{isStatic}{method.ReturnType} {method.Identifier}{method.TypeParameterList}({string.Join(", ", parameters)})"
            .Replace("|", "\\|", StringComparison.Ordinal);
    }

    /// <summary>Returns the first sentence of the XML summary of a method, as Markdown.</summary>
    private static string Summary(MethodDeclarationSyntax method)
    {
        var comment = method.GetLeadingTrivia().Select(trivia => trivia.GetStructure()).OfType<DocumentationCommentTriviaSyntax>().Single();
        var text = comment.ToString();
        text = Regex.Replace(text, @"^\s*///\s?", "", RegexOptions.Multiline);
        text = Regex.Match(text, "<summary>(.*?)</summary>", RegexOptions.Singleline).Groups[1].Value;
        text = Regex.Replace(text, """<(?:see|paramref) (?:cref|name|langword)="([^"]*)"\s*/>""", "`$1`");
        text = Regex.Replace(text, "</?c>", "`");
        text = Regex.Replace(text, @"\s+", " ").Trim().Replace("|", "\\|", StringComparison.Ordinal);
        text = text.Replace("&lt;", "<", StringComparison.Ordinal).Replace("&gt;", ">", StringComparison.Ordinal);
        return Regex.Match(text, @"^.*?\.(?= |$)").Value;
    }
}
