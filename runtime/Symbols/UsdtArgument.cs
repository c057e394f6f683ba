using System.Collections.Generic;

namespace BpfGen.Symbols;

/// <summary>Where an argument of a probe is found.</summary>
/// <param name="Kind">How.</param>
/// <param name="Size">Its size in bytes; negative where it is signed.</param>
/// <param name="Value">The constant, or what is added to the address in the register.</param>
/// <param name="Register">Where the register stands in <c>struct pt_regs</c>.</param>
/// <param name="Index">Where the index register stands in it.</param>
/// <param name="Scale">The power of two that the index is multiplied by.</param>
internal readonly record struct UsdtArgument(UsdtArgumentKind Kind, int Size, long Value, int Register = 0, int Index = 0, int Scale = 0)
{
    /// <param name="text">The arguments as the probe's note has them.</param>
    /// <param name="registers">The registers of the machine.</param>
    /// <returns>The arguments, or null where one is written in a way that is not known.</returns>
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

/// <summary>How an argument is found, with the numbers of libbpf's <c>usdt.bpf.h</c>.</summary>
internal enum UsdtArgumentKind
{
    /// <summary>It is a constant.</summary>
    Constant = 0,

    /// <summary>It is in a register.</summary>
    Register = 1,

    /// <summary>It is in memory, at a distance of the address in a register.</summary>
    Memory = 2,

    /// <summary>It is in memory, at a distance of the sum of two registers, one of them multiplied.</summary>
    Indexed = 3,
}
