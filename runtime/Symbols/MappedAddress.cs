using System;
using System.IO;
using BpfGen.Interop;

namespace BpfGen.Symbols;

/// <summary>Where a process has a place of a library in its memory.</summary>
internal static class MappedAddress
{
    /// <param name="path">The library's file.</param>
    /// <param name="offset">Where in it.</param>
    /// <param name="pid">The process; -1 for none in particular.</param>
    /// <param name="subject">What it is for, for messages.</param>
    /// <exception cref="BpfException">No process is given, or it has not loaded the library.</exception>
    public static ulong Of(string path, ulong offset, int pid, string subject)
    {
        if (pid < 0)
        {
            throw new BpfException("open", Errno.EOPNOTSUPP, subject, "A library is at another address in each process: before Linux 5.15 a process has to be given.");
        }

        // In its own eyes the process has the file below its own root.
        var root = $"/proc/{pid}/root";
        var name = path.StartsWith(root, StringComparison.Ordinal) ? path[root.Length..] : File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
        foreach (var mapping in Mapping.ParseAll(ProcFile.TryRead($"/proc/{pid}/maps") ?? ""))
        {
            if (mapping.Path.EndsWith(name, StringComparison.Ordinal) && offset >= mapping.Offset && offset - mapping.Offset < mapping.End - mapping.Start)
            {
                return offset - mapping.Offset + mapping.Start;
            }
        }

        throw new BpfException("open", Errno.ESRCH, subject, $"Process {pid} has not loaded {name}, or is not there.");
    }
}
