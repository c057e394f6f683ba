using System;
using System.Globalization;

namespace BpfGen.Programs;

/// <summary>Takes apart what a section says of a probe's place.</summary>
internal static class ProbeTarget
{
    /// <returns>The function and the offset of <c>function+offset</c>.</returns>
    public static (string Function, ulong Offset) Function(string target)
    {
        var plus = target.LastIndexOf('+');
        return plus > 0 && TryNumber(target.AsSpan(plus + 1), out var offset) ? (target[..plus], offset) : (target, 0);
    }

    /// <returns>The binary and the rest of <c>binary:rest</c>; null where there is no colon.</returns>
    public static (string Binary, string Place)? Binary(string target)
    {
        var colon = target.IndexOf(':');
        return colon > 0 && colon < target.Length - 1 ? (target[..colon], target[(colon + 1)..]) : null;
    }

    /// <returns>The parts of <c>binary:provider:name</c>; null where it is something else.</returns>
    public static (string Binary, string Provider, string Name)? Usdt(string target) =>
        target.Split(':') is [{ Length: > 0 } binary, { Length: > 0 } provider, { Length: > 0 } name] ? (binary, provider, name) : null;

    public static bool TryNumber(ReadOnlySpan<char> text, out ulong number) => text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
        ? ulong.TryParse(text[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number)
        : ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
