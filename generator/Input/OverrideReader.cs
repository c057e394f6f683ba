using System;
using System.Collections.Generic;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Input;

/// <summary>
/// Reads the entries of <c>BpfPrograms</c> and <c>BpfMaps</c>: the name of a program or map, a colon, and the changes to the program or
/// map.
/// </summary>
internal static class OverrideReader
{
    private const string Skip = "skip";
    private const string As = "as ";

    private const string ProgramForm =
        "write each entry as PROGRAM: SECTION, PROGRAM: as NAME, PROGRAM: SECTION as NAME, or PROGRAM: skip, such as 'entry: xdp'";

    private const string MapForm = "write each entry as MAP: as NAME, such as 'n1: as FirstN'";

    /// <summary>Reads one entry of <c>BpfPrograms</c>.</summary>
    /// <returns>The request, or null if the entry is invalid. Then <paramref name="flaws"/> has the reason.</returns>
    public static RequestedProgram? ReadProgram(string entry, ICollection<(string Name, string Value, string Reason)> flaws)
    {
        const string Metadata = "BpfPrograms";
        if (Split(entry) is not var (name, text))
        {
            flaws.Add((Metadata, entry, ProgramForm));
            return null;
        }

        if (text == Skip)
        {
            return new RequestedProgram(null, new ProgramRequest(name, null, null, IsSkipped: true));
        }

        // A section name can contain spaces, but " as NAME" at the end of the text is not part of the section name.
        var separator = text.StartsWith(As, StringComparison.Ordinal) ? 0 : text.LastIndexOf(" " + As, StringComparison.Ordinal);
        var section = separator < 0 ? text : text.Substring(0, separator).Trim();
        var member = separator < 0 ? null : text.Substring(separator).Trim().Substring(As.Length).Trim();
        if (FlawOf(member) is { } flaw)
        {
            flaws.Add((Metadata, entry, flaw));
            return null;
        }

        return new RequestedProgram(null, new ProgramRequest(name, section.Length > 0 ? section : null, member, IsSkipped: false));
    }

    /// <summary>Reads one entry of <c>BpfMaps</c>.</summary>
    /// <returns>The request, or null if the entry is invalid. Then <paramref name="flaws"/> has the reason.</returns>
    public static RequestedMap? ReadMap(string entry, ICollection<(string Name, string Value, string Reason)> flaws)
    {
        const string Metadata = "BpfMaps";
        if (Split(entry) is not var (name, text) || !text.StartsWith(As, StringComparison.Ordinal))
        {
            flaws.Add((Metadata, entry, MapForm));
            return null;
        }

        var member = text.Substring(As.Length).Trim();
        if (FlawOf(member) is { } flaw)
        {
            flaws.Add((Metadata, entry, flaw));
            return null;
        }

        return new RequestedMap(null, new MapRequest(name, member));
    }

    /// <summary>
    /// Splits an entry at its first colon. The name before it has no colon, because it is a C name. The section name after it can have
    /// colons.
    /// </summary>
    private static (string Name, string Text)? Split(string entry)
    {
        var colon = entry.IndexOf(':');
        var name = colon > 0 ? entry.Substring(0, colon).Trim() : "";
        var text = colon > 0 ? entry.Substring(colon + 1).Trim() : "";
        return name.Length > 0 && text.Length > 0 && text != As.Trim() ? (name, text) : null;
    }

    private static string? FlawOf(string? member) => member is null || CSharpName.IsProperty(member)
        ? null
        : $"'{member}' is not a valid C# name";
}
