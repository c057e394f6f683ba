using System;
using System.Globalization;

namespace BpfGen.Programs;

/// <summary>Parses the targets of probes in section names.</summary>
internal static class ProbeTarget
{
    /// <returns>The function and the offset in <c>function+offset</c>; the offset is 0 if the target names none.</returns>
    public static (string Function, ulong Offset) Function(string target)
    {
        var plus = target.LastIndexOf('+');
        return plus > 0 && TryNumber(target.AsSpan(plus + 1), out var offset) ? (target[..plus], offset) : (target, 0);
    }

    /// <summary>Returns the offset from the section's name or from the options; only one of them may have an offset.</summary>
    /// <exception cref="ArgumentException">Both the section and the options have an offset.</exception>
    public static ulong OneOffset(string section, ulong offset, ulong? given) => given is null or 0
        ? offset
        : throw new ArgumentException($"Section '{section}' has an offset already. Do not set Offset in the options.");

    /// <returns>The two parts of <c>binary:rest</c>; null if the target has no colon.</returns>
    public static (string Binary, string Place)? Binary(string target)
    {
        var colon = target.IndexOf(':');
        return colon > 0 && colon < target.Length - 1 ? (target[..colon], target[(colon + 1)..]) : null;
    }

    /// <returns>The parts of <c>binary:provider:name</c>; null if the target has another form.</returns>
    public static (string Binary, string Provider, string Name)? Usdt(string target) =>
        target.Split(':') is [{ Length: > 0 } binary, { Length: > 0 } provider, { Length: > 0 } name] ? (binary, provider, name) : null;

    public static bool TryNumber(ReadOnlySpan<char> text, out ulong number) => text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
        ? ulong.TryParse(text[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number)
        : ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
