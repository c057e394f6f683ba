using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;

namespace BpfGen.Build;

/// <summary>
/// Finds the files that a Zig source imports, embeds or includes. Zig writes no dependency file. But it accepts only string literals as
/// file names, so the names can be read from the source text.
/// </summary>
internal static class ZigSources
{
    private static readonly Regex Names = new(
        @"@(?:import|embedFile|cInclude)\s*\(\s*""(?<name>[^""\n]+)""|^[ \t]*#[ \t]*include[ \t]*[<""](?<name>[^>""\n]+)[>""]",
        RegexOptions.CultureInvariant | RegexOptions.Multiline);

    /// <param name="source">The path of the source.</param>
    /// <param name="includes">The folders of C headers.</param>
    public static IReadOnlyList<string> Find(string source, IReadOnlyList<string> includes)
    {
        var found = new List<string> { source };
        for (var i = 0; i < found.Count; i++)
        {
            if (Path.GetExtension(found[i]).ToLowerInvariant() is not (".zig" or ".h"))
            {
                continue;
            }

            var folders = new[] { Path.GetDirectoryName(found[i]) ?? "" }.Concat(includes).ToList();
            foreach (var match in Names.Matches(File.ReadAllText(found[i])).Cast<Match>())
            {
                var name = match.Groups["name"].Value;
                if (folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists) is { } file && !found.Contains(file))
                {
                    found.Add(file);
                }
            }
        }

        return found;
    }
}
