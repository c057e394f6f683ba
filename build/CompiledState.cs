using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace BpfGen.Build;

/// <summary>
/// The state file beside an object. It states the input of the compilation: the hash of the command, and each source and header with the
/// hash of its content. Hashes are compared instead of time stamps, because version control and archives change time stamps.
/// </summary>
internal static class CompiledState
{
    private const string Version = "1";

    /// <summary>Whether the object is up to date, so that the command would create the same object again.</summary>
    /// <param name="file">The path of the state file.</param>
    /// <param name="command">The hash of the command.</param>
    /// <param name="target">The path of the object.</param>
    /// <param name="folder">The folder to which relative paths of sources refer.</param>
    /// <param name="hashes">The hashes of the files.</param>
    /// <param name="sources">Receives the source and the headers.</param>
    public static bool IsCurrent(
        string file, string command, string target, string folder, ContentHashes hashes, out IReadOnlyList<string> sources)
    {
        sources = [];
        if (!File.Exists(file) || !File.Exists(target))
        {
            return false;
        }

        var lines = File.ReadAllLines(file);
        if (lines.Length < 4 || lines[0] != Version || lines[1] != command || lines[2] != ContentHashes.OfBytes(File.ReadAllBytes(target)))
        {
            return false;
        }

        var entries = lines.Skip(3).Select(line => line.Split([' '], 2)).ToList();
        sources = [.. entries.Select(entry => entry[entry.Length - 1])];
        return entries.All(entry => entry.Length == 2 && hashes.OfFile(Path.Combine(folder, entry[1])) == entry[0]);
    }

    public static void Write(
        string file, string command, string target, string folder, ContentHashes hashes, IEnumerable<string> sources) => File.WriteAllLines(
        file,
        new[] { Version, command, ContentHashes.OfBytes(File.ReadAllBytes(target)) }
            .Concat(sources.Distinct(StringComparer.Ordinal)
                .Select(source => $"{hashes.OfFile(Path.Combine(folder, source)) ?? "-"} {source}")));
}
