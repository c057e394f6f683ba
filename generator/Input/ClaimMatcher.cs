using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Input;

/// <summary>Finds the objects that the path in a <c>[BpfObject]</c> attribute can mean.</summary>
internal static class ClaimMatcher
{
    private static readonly string[] SourceEndings = [".bpf.c", ".bpf.zig", ".c", ".zig"];

    /// <summary>
    /// Finds the objects that a path can mean. If the path leads to an object from the project's folder or from the source file's folder,
    /// only that object matches. Otherwise the path is compared with the end of each object's path, by whole folder names, and several
    /// objects can match.
    /// </summary>
    /// <returns>The paths of the objects; of several objects that are one class, only the path that stands for all.</returns>
    public static IReadOnlyList<string> Match(HandleClaim claim, string projectDirectory, IReadOnlyList<ObjectMetadata> objects) =>
        Match(claim.Path, claim.SourceDirectory, projectDirectory, objects);

    /// <inheritdoc cref="Match(HandleClaim, string, IReadOnlyList{ObjectMetadata})"/>
    public static IReadOnlyList<string> Match(
        string claimed, string sourceDirectory, string projectDirectory, IReadOnlyList<ObjectMetadata> objects)
    {
        var matches = Match(claimed, sourceDirectory, projectDirectory, objects.Select(item => item.Path));
        return [.. objects.Where(item => matches.Contains(item.Path)).Select(item => item.Primary).Distinct()];
    }

    private static List<string> Match(string claimed, string sourceDirectory, string projectDirectory, IEnumerable<string> objects)
    {
        // If the attribute names a source that the build compiles, use the object that is compiled from this source.
        claimed = ObjectOf(claimed);
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

        var matches = paths.Where(path => EndsWith(path, wanted)).ToList();

        // If the build compiles a source for several architectures, its objects have names such as probe.x86.o. The path probe.o matches
        // all of these objects.
        return matches.Count > 0 ? matches : [.. paths.Where(path => EndsWith(ObjectVariants.PathOfAll(path), wanted))];
    }

    private static bool EndsWith(string path, string wanted) =>
        Normalize(path) == wanted || Normalize(path).EndsWith("/" + wanted, StringComparison.Ordinal);

    /// <summary>The path of an object: <c>probes/probe.o</c> for <c>probes/probe.o</c> and <c>probes/probe.bpf.c</c>.</summary>
    private static string ObjectOf(string claimed) =>
        SourceEndings.FirstOrDefault(ending => claimed.EndsWith(ending, StringComparison.OrdinalIgnoreCase)) is { } ending
            ? claimed.Substring(0, claimed.Length - ending.Length) + ".o"
            : claimed;

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
