using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace BpfGen.Testing;

/// <summary>Passes properties and item metadata to the generator, as a build does.</summary>
internal sealed class ProjectSettings(string path, ProbeGeneratorOptions options) : AnalyzerConfigOptionsProvider
{
    private readonly Values _metadata = new(
        options.Metadata.ToDictionary(pair => "build_metadata.AdditionalFiles." + pair.Key, pair => Uri.EscapeDataString(pair.Value)));

    public override AnalyzerConfigOptions GlobalOptions { get; } = new Values(
        options.Properties
            .Append(new("RootNamespace", options.RootNamespace))
            .Append(new("ProjectDir", Path.GetDirectoryName(path) + "/"))
            .ToDictionary(pair => "build_property." + pair.Key, pair => pair.Value));

    public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => new Values([]);

    public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => _metadata;

    private sealed class Values(Dictionary<string, string> values) : AnalyzerConfigOptions
    {
        public override bool TryGetValue(string key, [NotNullWhen(true)] out string? value) => values.TryGetValue(key, out value);
    }
}
