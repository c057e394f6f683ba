using System;
using System.IO;
using System.Linq;

namespace BpfGen.Build;

/// <summary>
/// Derives the path of an object from the path of its source. The path keeps the folders of the source, so that sources with the same name
/// do not share an object.
/// </summary>
internal static class ObjectName
{
    private static readonly string[] Endings = [".bpf.c", ".bpf.zig", ".c", ".zig"];

    /// <summary>
    /// Returns the path of an object below the output folder, without its extension: <c>up/probes/probe</c> for
    /// <c>../probes/probe.bpf.c</c>.
    /// </summary>
    public static string Of(string source)
    {
        var parts = source.Replace('\\', '/').Split('/').Where(part => part.Length > 0 && part != ".").ToList();
        var file = parts[parts.Count - 1];
        var ending = Endings.FirstOrDefault(ending => file.EndsWith(ending, StringComparison.OrdinalIgnoreCase)) ?? Path.GetExtension(file);
        parts[parts.Count - 1] = file.Substring(0, file.Length - ending.Length);
        return string.Join("/", parts.Select(part => part == ".." ? "up" : part.TrimEnd(':')));
    }
}
