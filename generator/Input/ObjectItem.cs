using System;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace BpfGen.Generator.Input;

/// <summary>An AdditionalFiles item that is an eBPF object.</summary>
/// <param name="File">The item. When the file changes, Roslyn creates a new instance, so the generator reads the object again.</param>
/// <param name="Metadata">The item's metadata from the project file.</param>
internal sealed record ObjectItem(AdditionalText File, ObjectMetadata Metadata)
{
    public string Path => File.Path;

    /// <returns>The item, or null if it is not an eBPF object.</returns>
    public static ObjectItem? From(AdditionalText file, AnalyzerConfigOptionsProvider options)
    {
        var metadata = ObjectMetadata.Read(file.Path, options.GetOptions(file));
        var isObject = metadata.IsObject ?? file.Path.EndsWith(".o", StringComparison.OrdinalIgnoreCase);
        return isObject ? new ObjectItem(file, metadata) : null;
    }
}
