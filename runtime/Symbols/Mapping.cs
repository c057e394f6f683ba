using System;
using System.Collections.Generic;
using System.Globalization;

namespace BpfGen.Symbols;

/// <summary>A mapping of executable code from a file into a process.</summary>
/// <param name="Start">The first address.</param>
/// <param name="End">The address after the end.</param>
/// <param name="Offset">The file offset of the first address.</param>
/// <param name="Path">The file's path, as the process sees it.</param>
internal readonly record struct Mapping(ulong Start, ulong End, ulong Offset, string Path)
{
    /// <summary>
    /// Parses lines such as <c>7f0000000000-7f0000001000 r-xp 00001000 fe:00 42 /usr/lib/libc.so.6</c>, and returns the mappings of
    /// executable code.
    /// </summary>
    public static List<Mapping> ParseAll(string text)
    {
        var mappings = new List<Mapping>();
        Span<Range> fields = stackalloc Range[6];
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (line.Split(fields, ' ', StringSplitOptions.RemoveEmptyEntries) == fields.Length
                && line[fields[1]] is [_, _, 'x', ..]
                && line[fields[5]].TrimStart() is ['/', ..] path
                && line[fields[0]].IndexOf('-') is > 0 and var dash
                && TryHex(line[fields[0]][..dash], out var start)
                && TryHex(line[fields[0]][(dash + 1)..], out var end)
                && TryHex(line[fields[2]], out var offset))
            {
                mappings.Add(new Mapping(start, end, offset, path.ToString()));
            }
        }

        return mappings;
    }

    /// <summary>Parses a hexadecimal number without prefix.</summary>
    public static bool TryHex(ReadOnlySpan<char> text, out ulong number) =>
        ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number);
}
