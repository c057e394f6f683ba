using System;
using System.Collections.Generic;
using System.IO;
using BpfGen.Host;
using BpfGen.Interop;
using Microsoft.Win32.SafeHandles;

namespace BpfGen.Symbols;

/// <summary>Finds the kernel functions that match a list of names and patterns and that can be traced on this machine.</summary>
internal static class TraceableFunctions
{
    /// <param name="patterns">The names and patterns.</param>
    /// <param name="missing">The names and patterns that match no function.</param>
    /// <param name="subject">The program and its hook, for messages.</param>
    /// <returns>The names of the functions, without duplicates.</returns>
    /// <exception cref="BpfException">The list of functions cannot be read.</exception>
    public static string[] Find(IReadOnlyList<string> patterns, out IReadOnlyList<string> missing, string subject)
    {
        var file = TraceFs.Root(subject) + "/available_filter_functions";
        var fd = Libc.Open(file, Libc.OpenReadOnly | Libc.OpenCloseOnExec);
        if (fd < 0)
        {
            throw new BpfException("open", Errno.Last, subject, $"{file} lists the functions that can be traced. It cannot be opened.");
        }

        using var reader = new StreamReader(new FileStream(new SafeFileHandle(fd, ownsHandle: true), FileAccess.Read));
        return Find(patterns, Lines(reader), out missing);
    }

    /// <param name="patterns">The names and patterns.</param>
    /// <param name="lines">
    /// The lines of the kernel's list. Each line has the name of a function and, for a function of a module, a blank and the module's name.
    /// </param>
    /// <param name="missing">The names and patterns that match no function.</param>
    /// <returns>The names of the functions, without duplicates.</returns>
    public static string[] Find(IReadOnlyList<string> patterns, IEnumerable<string> lines, out IReadOnlyList<string> missing)
    {
        var found = new HashSet<string>();
        var unmatched = new HashSet<string>(patterns);
        var names = unmatched.GetAlternateLookup<ReadOnlySpan<char>>();
        var wildcards = new List<(string Text, NamePattern Pattern)>();
        foreach (var pattern in patterns)
        {
            if (NamePattern.IsPattern(pattern))
            {
                wildcards.Add((pattern, new NamePattern(pattern)));
            }
        }

        foreach (var line in lines)
        {
            var name = line.AsSpan();
            name = name.IndexOf(' ') is >= 0 and var end ? name[..end] : name;
            if (names.Remove(name))
            {
                found.Add(name.ToString());
            }

            foreach (var (text, pattern) in wildcards)
            {
                if (pattern.Fits(name))
                {
                    unmatched.Remove(text);
                    found.Add(name.ToString());
                }
            }
        }

        missing = [.. unmatched];
        return [.. found];
    }

    private static IEnumerable<string> Lines(StreamReader reader)
    {
        while (reader.ReadLine() is { } line)
        {
            yield return line;
        }
    }
}
