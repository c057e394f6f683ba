using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using BpfGen.Interop;

namespace BpfGen.Symbols;

/// <summary>Finds programs and libraries as the shell and the dynamic loader do.</summary>
internal static class BinaryFinder
{
    private static readonly string[] ProgramFolders = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];
    private static readonly string[] LibraryFolders = ["/lib64", "/usr/lib64", "/lib", "/usr/lib", "/usr/local/lib"];

    /// <param name="name">A path, or the name of a library (<c>libc.so.6</c>) or program (<c>bash</c>).</param>
    /// <param name="pid">The process in whose file system it is looked for; null or 0 for this one.</param>
    /// <param name="subject">What it is looked for, for messages.</param>
    /// <exception cref="BpfException">It is nowhere.</exception>
    public static string Find(string name, int? pid, string subject)
    {
        var root = pid is > 0 && Directory.Exists($"/proc/{pid}/root") ? $"/proc/{pid}/root" : "";
        var isPath = name.Contains('/');
        var tried = isPath ? [Path.GetFullPath(name)] : Places(name, root).ToList();
        foreach (var path in tried)
        {
            // A process in a container has another file system: what it calls by this path is found below its root.
            foreach (var candidate in root.Length > 0 && !path.StartsWith("/proc/", StringComparison.Ordinal) ? [root + path, path] : new[] { path })
            {
                if (File.Exists(candidate))
                {
                    return candidate;
                }
            }
        }

        throw new BpfException("open", Errno.ENOENT, subject, isPath
            ? $"There is no file {tried[0]}."
            : $"There is no '{name}' in {(IsLibrary(name) ? "LD_LIBRARY_PATH, the loader's cache or its folders" : "PATH")}. Give its whole path.");
    }

    private static IEnumerable<string> Places(string name, string root)
    {
        if (!IsLibrary(name))
        {
            return Variable("PATH").Concat(ProgramFolders).Select(folder => Path.Combine(folder, name));
        }

        return Variable("LD_LIBRARY_PATH").Select(folder => Path.Combine(folder, name))
            .Concat(LoaderCache.Find(name, root))
            .Concat(LibraryFolders.Select(folder => Path.Combine(folder, name)));
    }

    private static bool IsLibrary(string name) => name.EndsWith(".so", StringComparison.Ordinal) || name.Contains(".so.", StringComparison.Ordinal);

    private static string[] Variable(string name) =>
        (Environment.GetEnvironmentVariable(name) ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
}
