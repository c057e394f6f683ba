using System;
using System.Collections.Generic;

namespace BpfGen.Symbols;

/// <summary>The location of a USDT probe's argument.</summary>
/// <param name="Kind">The kind of location.</param>
/// <param name="Size">The argument's size in bytes; negative if it is signed.</param>
/// <param name="Value">The constant, or the number that is added to the register's value.</param>
/// <param name="Register">The register's offset in <c>struct pt_regs</c>.</param>
/// <param name="Index">The index register's offset in <c>struct pt_regs</c>.</param>
/// <param name="Scale">The number of bits that the index is shifted left by.</param>
internal readonly record struct UsdtArgument(UsdtArgumentKind Kind, int Size, long Value, int Register = 0, int Index = 0, int Scale = 0)
{
    /// <param name="text">The text of the arguments in the probe's note.</param>
    /// <param name="registers">The machine's registers.</param>
    /// <param name="place">
    /// The probe's location. Arguments at symbols and absolute addresses require it: if it is null, such arguments are not supported.
    /// </param>
    /// <returns>The arguments; null if one of them has an unsupported format.</returns>
    public static List<UsdtArgument>? ParseAll(string text, UsdtRegisters registers, UsdtPlace? place = null)
    {
        var arguments = new List<UsdtArgument>();
        var scanner = new UsdtScanner(text);
        while (!scanner.IsAtEnd)
        {
            if (Parse(scanner, registers, place) is not { } argument || argument.Size is not (1 or 2 or 4 or 8 or -1 or -2 or -4 or -8))
            {
                return null;
            }

            arguments.Add(argument);
        }

        return arguments;
    }

    /// <summary>Explains why the arguments of a probe are not supported.</summary>
    /// <param name="text">The text of the arguments in the probe's note.</param>
    public static string Explain(string text)
    {
        var reason = "Arguments can be constants, general-purpose registers, memory at registers, and memory at symbols of the binary.";
        foreach (var argument in text.Split(' '))
        {
            var place = argument[(argument.IndexOf('@') + 1)..];
            reason = IsVector(place)
                    ? $"'{place}' is a floating-point or vector register. Programs see the general-purpose registers only."
                : place.StartsWith("%fs:", StringComparison.Ordinal) || place.StartsWith("%gs:", StringComparison.Ordinal)
                    ? $"'{place}' is memory of the thread, relative to a segment register. Programs do not see the segment's address."
                : place.Contains("@GOT", StringComparison.Ordinal)
                    ? $"'{place}' is in the global offset table, which is filled when a process starts."
                : reason;
        }

        return $"The format of the probe's arguments is not supported: '{text}'. {reason}";
    }

    /// <summary>
    /// Whether the text names a register for floating-point numbers or vectors: <c>%xmm0</c>, <c>%ymm1</c>, <c>%st(1)</c> on x86-64,
    /// <c>d0</c>, <c>v1</c> on arm64.
    /// </summary>
    private static bool IsVector(string place) =>
        place.StartsWith('%')
            ? place.Length > 3 && place[2..].StartsWith("mm", StringComparison.Ordinal) || place.StartsWith("%st", StringComparison.Ordinal)
            : place.Length is 2 or 3 && place[0] is 'b' or 'h' or 's' or 'd' or 'q' or 'v' && char.IsAsciiDigit(place[1]);

    private static UsdtArgument? Parse(UsdtScanner scanner, UsdtRegisters registers, UsdtPlace? place) =>
        scanner.Number() is { } size && scanner.Take('@') ? registers.Parse(scanner, (int)size, place) : null;
}

/// <summary>The kind of an argument's location, with the values of libbpf's <c>usdt.bpf.h</c>.</summary>
internal enum UsdtArgumentKind
{
    /// <summary>A constant.</summary>
    Constant = 0,

    /// <summary>A register.</summary>
    Register = 1,

    /// <summary>Memory at the address in a register, plus a constant.</summary>
    Memory = 2,

    /// <summary>Memory at the sum of a register, a scaled index register, and a constant.</summary>
    Indexed = 3,
}
