using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace BpfGen.Parity;

/// <summary>An object as an AdditionalFiles item. Like the compiler's item for a binary file, it has a path but no text.</summary>
internal sealed class ObjectFile(string path) : AdditionalText
{
    public override string Path { get; } = path;

    public override SourceText? GetText(CancellationToken cancellationToken = default) => null;
}

/// <summary>The item metadata and the MSBuild properties of the project that contains the object.</summary>
internal sealed class ProjectOptions : AnalyzerConfigOptionsProvider
{
    private static readonly Options Item = new(new()
    {
        ["build_metadata.AdditionalFiles.BpfObject"] = "true",
        ["build_metadata.AdditionalFiles.BpfClass"] = Subject.ClassName,
    });

    public override AnalyzerConfigOptions GlobalOptions { get; } =
        new Options(new() { ["build_property.RootNamespace"] = Subject.Namespace });

    public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => Item;

    public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => Item;

    private sealed class Options(Dictionary<string, string> values) : AnalyzerConfigOptions
    {
        public override bool TryGetValue(string key, [NotNullWhen(true)] out string? value) => values.TryGetValue(key, out value);
    }
}
