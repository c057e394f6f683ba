using System;
using System.Collections.Generic;
using BpfGen.Wire;
using Microsoft.CodeAnalysis.Diagnostics;

namespace BpfGen.Generator.Input;

/// <summary>
/// Reads the text in which BpfGen.targets stores all metadata of an object. The text is percent-encoded, because the compiler's
/// configuration format ends a value at <c>;</c>, <c>#</c> or the end of the line.
/// </summary>
internal static class MetadataText
{
    private const string Prefix = "build_metadata.AdditionalFiles.";

    /// <returns>
    /// A function that returns the value of a metadata name, or null. If the project does not import BpfGen.targets, the function reads the
    /// item's own metadata, which the project may percent-encode.
    /// </returns>
    public static Func<string, string?> Read(AnalyzerConfigOptions options)
    {
        if (!options.TryGetValue(Prefix + ItemEncoding.Metadata, out var encoded) || encoded.Length == 0)
        {
            return name => options.TryGetValue(Prefix + name, out var value) ? Uri.UnescapeDataString(value) : null;
        }

        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in Uri.UnescapeDataString(encoded.Trim()).Split(ItemEncoding.Separator))
        {
            var equals = entry.IndexOf('=');
            if (equals > 0)
            {
                values[entry.Substring(0, equals)] = entry.Substring(equals + 1);
            }
        }

        return name => values.TryGetValue(name, out var value) ? value : null;
    }
}
