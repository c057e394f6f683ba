using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;

namespace BpfGen.Hosting.Tests.Support;

/// <summary>Reads the text format of Prometheus.</summary>
internal static partial class PrometheusText
{
    /// <summary>Returns the samples by name and labels, without the labels of the scope: <c>calls_total{odd="1"}</c>.</summary>
    public static Dictionary<string, double> Parse(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => line[0] != '#')
            .Select(line => Sample().Match(line))
            .ToDictionary(
                match => Series(match.Groups["name"].Value, match.Groups["labels"].Value),
                match => Number(match.Groups["value"].Value));

    private static double Number(string text) => text == "+Inf"
        ? double.PositiveInfinity
        : double.Parse(text, CultureInfo.InvariantCulture);

    private static string Series(string name, string labels)
    {
        var kept = Label().Matches(labels).Select(match => match.Value)
            .Where(label => !label.StartsWith("otel_scope", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .ToList();
        return kept.Count == 0 ? name : $"{name}{{{string.Join(",", kept)}}}";
    }

    [GeneratedRegex("""^(?<name>[\w:]+)(\{(?<labels>.*)\})? (?<value>\S+)""")]
    private static partial Regex Sample();

    [GeneratedRegex("""\w+="[^"]*"(?=,|$)""")]
    private static partial Regex Label();
}
