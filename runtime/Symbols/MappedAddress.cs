using System;
using System.Globalization;
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
        foreach (var line in (ProcFile.TryRead($"/proc/{pid}/maps") ?? "").Split('\n'))
        {
            if (line.EndsWith(name, StringComparison.Ordinal) && TryRead(line, offset, out var address))
            {
                return address;
            }
        }

        throw new BpfException("open", Errno.ESRCH, subject, $"Process {pid} has not loaded {name}, or is not there.");
    }

    /// <summary><c>start-end rwxp offset device inode path</c>.</summary>
    private static bool TryRead(string line, ulong offset, out ulong address)
    {
        var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        address = 0;
        if (fields.Length < 6
            || fields[1].Length < 3
            || fields[1][2] != 'x'
            || fields[0].Split('-') is not [var first, var last]
            || !TryHex(first, out var start)
            || !TryHex(last, out var end)
            || !TryHex(fields[2], out var fileStart)
            || offset < fileStart
            || offset - fileStart >= end - start)
        {
            return false;
        }

        address = offset - fileStart + start;
        return true;
    }

    private static bool TryHex(string text, out ulong number) => ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number);
}
