using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Input;

/// <summary>Finds the objects that the path in a <c>[BpfObject]</c> attribute can mean.</summary>
internal static class ClaimMatcher
{
    /// <summary>
    /// Finds the objects that a path can mean. If the path leads to an object from the project's folder or from the source file's folder,
    /// only that object matches. Otherwise the path is compared with the end of each object's path, by whole folder names, and several
    /// objects can match.
    /// </summary>
    public static IReadOnlyList<string> Match(HandleClaim claim, string projectDirectory, IEnumerable<string> objects) =>
        Match(claim.Path, claim.SourceDirectory, projectDirectory, objects);

    public static IReadOnlyList<string> Match(string claimed, string sourceDirectory, string projectDirectory, IEnumerable<string> objects)
    {
        var wanted = Normalize(claimed);
        if (wanted.Length == 0)
        {
            return [];
        }

        var paths = objects.ToList();
        foreach (var folder in new[] { projectDirectory, sourceDirectory })
        {
            var exact = Normalize(Path.Combine(folder, claimed.Replace('\\', '/')));
            if (paths.FirstOrDefault(path => Normalize(path) == exact) is { } found)
            {
                return [found];
            }
        }

        return [.. paths.Where(path => Normalize(path) == wanted || Normalize(path).EndsWith("/" + wanted, StringComparison.Ordinal))];
    }

    /// <summary>
    /// Normalizes a path: separates its parts with <c>/</c> and resolves <c>.</c> and <c>..</c>. Does not access the disk.
    /// </summary>
    internal static string Normalize(string path)
    {
        var parts = new List<string>();
        foreach (var part in path.Replace('\\', '/').Split('/'))
        {
            if (part == ".." && parts.Count > 0 && parts[parts.Count - 1] is not ("" or ".."))
            {
                parts.RemoveAt(parts.Count - 1);
            }
            else if (part != "." && (part.Length > 0 || parts.Count == 0))
            {
                parts.Add(part);
            }
        }

        return string.Join("/", parts);
    }
}
