using System;
using System.Collections.Generic;
using System.IO;
using BpfGen.Host;
using BpfGen.Interop;

namespace BpfGen.Symbols;

/// <summary>Finds the kernel functions of a list of names and patterns that can be traced on this machine.</summary>
internal static class TraceableFunctions
{
    /// <param name="patterns">The names and patterns.</param>
    /// <param name="missing">The names and patterns that match no function.</param>
    /// <param name="subject">The attachment, for messages.</param>
    /// <returns>The names of the functions, without duplicates.</returns>
    /// <exception cref="BpfException">The list of functions cannot be read.</exception>
    public static string[] Find(IReadOnlyList<string> patterns, out IReadOnlyList<string> missing, string subject)
    {
        var file = TraceFs.Root(subject) + "/available_filter_functions";
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

        foreach (var line in Lines(file, subject))
        {
            // The name of a module follows the names of its functions.
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

    private static IEnumerable<string> Lines(string file, string subject)
    {
        try
        {
            return File.ReadLines(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            var errno = exception is UnauthorizedAccessException ? Errno.EACCES : Errno.ENOENT;
            throw new BpfException("open", errno, subject, $"{file}, the kernel's list of functions that can be traced, cannot be read.");
        }
    }
}
