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
    /// <returns>The arguments; null if the format of an argument is not supported.</returns>
    public static List<UsdtArgument>? ParseAll(string text, UsdtRegisters registers)
    {
        var arguments = new List<UsdtArgument>();
        var scanner = new UsdtScanner(text);
        while (!scanner.IsAtEnd)
        {
            if (Parse(scanner, registers) is not { } argument || argument.Size is not (1 or 2 or 4 or 8 or -1 or -2 or -4 or -8))
            {
                return null;
            }

            arguments.Add(argument);
        }

        return arguments;
    }

    private static UsdtArgument? Parse(UsdtScanner scanner, UsdtRegisters registers) =>
        scanner.Number() is { } size && scanner.Take('@') ? registers.Parse(scanner, (int)size) : null;
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
