using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace BpfGen.Generator.Diagnostics;

/// <summary>Creates Roslyn diagnostics from findings. This is the only class that converts rules to Roslyn's descriptors.</summary>
internal static class DiagnosticFactory
{
    private const string Category = "BpfGen";
    private const string HelpPages = "https://github.com/bpfgen/bpfgen/blob/main/docs/diagnostics/";

    private static readonly Dictionary<Rule, DiagnosticDescriptor> Descriptors = Rules.All.ToDictionary(rule => rule, Describe);

    public static Diagnostic Create(Finding finding)
    {
        var place = finding.Place;
        var location = Location.Create(
            place.Path,
            new TextSpan(place.Start, place.Length),
            new LinePositionSpan(new LinePosition(place.StartLine, place.StartColumn), new LinePosition(place.EndLine, place.EndColumn)));
        return Diagnostic.Create(
            Descriptors[finding.Problem.Rule], location, finding.Problem.Arguments.Select(object (argument) => argument).ToArray());
    }

    /// <summary>The descriptor of a rule that an analyzer reports, at a place in source code that Roslyn's types describe.</summary>
    public static DiagnosticDescriptor DescriptorOf(Rule rule) => Descriptors[rule];

    internal static string HelpLink(Rule rule) => HelpPages + rule.Id + ".md";

    private static DiagnosticDescriptor Describe(Rule rule) => new(
        rule.Id,
        rule.Title,
        rule.Message,
        Category,
        rule.Severity switch
        {
            Severity.Hidden => DiagnosticSeverity.Hidden,
            Severity.Info => DiagnosticSeverity.Info,
            Severity.Warning => DiagnosticSeverity.Warning,
            _ => DiagnosticSeverity.Error,
        },
        isEnabledByDefault: true,
        helpLinkUri: HelpLink(rule),

        // Users cannot suppress errors with NoWarn. An object with an error cannot work, so the build must fail. Otherwise, the program
        // would fail in production.
        customTags: rule.Severity == Severity.Error ? [WellKnownDiagnosticTags.NotConfigurable] : []);
}
