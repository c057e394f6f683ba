using System;
using System.Collections.Generic;
using Microsoft.CodeAnalysis.Diagnostics;

namespace BpfGen.Generator.Input;

/// <summary>
/// Reads the text that BpfGen.targets makes of all metadata of an object. The compiler's configuration format ends a value at <c>;</c>,
/// <c>#</c> or the end of the line, so the text is percent-encoded.
/// </summary>
internal static class MetadataText
{
    private const string Prefix = "build_metadata.AdditionalFiles.";

    /// <summary>The character between two values. XML cannot contain it, so no value can.</summary>
    private const char Separator = '\u001e';

    /// <returns>
    /// A function that gives the value of a name, or null. If a project does not import the targets, it gives the value of the item, which
    /// the project can percent-encode itself.
    /// </returns>
    public static Func<string, string?> Read(AnalyzerConfigOptions options)
    {
        if (!options.TryGetValue(Prefix + "BpfGenMetadata", out var encoded) || encoded.Length == 0)
        {
            return name => options.TryGetValue(Prefix + name, out var value) ? Uri.UnescapeDataString(value) : null;
        }

        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in Uri.UnescapeDataString(encoded.Trim()).Split(Separator))
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
