using System;
using System.Globalization;
using System.Runtime.InteropServices;

namespace BpfGen.Symbols;

/// <summary>An architecture's format of USDT arguments, and its registers' offsets in <c>struct pt_regs</c>.</summary>
internal abstract class UsdtRegisters
{
    /// <summary>The registers of this machine; null if its architecture is not supported.</summary>
    public static UsdtRegisters? OfThisMachine { get; } = RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => new UsdtRegistersOfX64(),
        Architecture.Arm64 => new UsdtRegistersOfArm64(),
        _ => null,
    };

    /// <summary>Parses the text after an argument's size and <c>@</c>.</summary>
    /// <returns>The argument; null if its format is not supported.</returns>
    /// <param name="scanner">The text.</param>
    /// <param name="size">The argument's size in bytes; negative if it is signed.</param>
    /// <param name="place">
    /// The probe's location. Arguments at symbols and absolute addresses require it: if it is null, such arguments are not supported.
    /// </param>
    public abstract UsdtArgument? Parse(UsdtScanner scanner, int size, UsdtPlace? place);
}

/// <summary>
/// Parses arguments on x86-64: <c>$5</c>, <c>%eax</c>, <c>-16(%rbp)</c>, <c>8(%rdi,%rcx,4)</c>, <c>counter(%rip)</c>, and in a binary with
/// a fixed address also <c>$counter</c>, <c>counter</c>, <c>table(,%rax,8)</c>.
/// </summary>
internal sealed class UsdtRegistersOfX64 : UsdtRegisters
{
    private static readonly string[] Names =
    [
        "r15", "r14", "r13", "r12", "bp", "bx", "r11", "r10", "r9", "r8", "ax", "cx", "dx", "si", "di", "", "ip", "cs", "", "sp", "ss",
    ];

    /// <summary>The offset of the instruction pointer, which contains the address of the USDT probe while the program runs.</summary>
    private const int InstructionPointer = 16 * sizeof(ulong);

    public override UsdtArgument? Parse(UsdtScanner scanner, int size, UsdtPlace? place)
    {
        if (scanner.Take('$'))
        {
            var constant = scanner.Number()
                ?? (scanner.Symbol() is { } symbol ? place?.AbsoluteAddressOf(symbol) + scanner.Addend() : null);
            return constant is { } value ? new UsdtArgument(UsdtArgumentKind.Constant, size, value) : null;
        }

        if (scanner.Take('%'))
        {
            return OffsetOf(scanner.Name()) is >= 0 and var register
                ? new UsdtArgument(UsdtArgumentKind.Register, size, 0, register)
                : null;
        }

        var number = scanner.Number();
        var name = number is null ? scanner.Symbol() : null;
        var addend = number ?? (name is null ? 0 : scanner.Addend());
        if (!scanner.Take('('))
        {
            return (number is not null || name is not null) && Absolute(name, addend, place) is { } distance
                ? new UsdtArgument(UsdtArgumentKind.Memory, size, distance, InstructionPointer)
                : null;
        }

        if (scanner.IsNext(','))
        {
            return Absolute(name, addend, place) is { } table ? ParseIndex(scanner, size, table, InstructionPointer) : null;
        }

        if (!scanner.Take('%') || OffsetOf(scanner.Name()) is not (>= 0 and var @base))
        {
            return null;
        }

        var offset = name is null ? addend
            : (@base == InstructionPointer ? place?.DistanceTo(name) : place?.AbsoluteAddressOf(name)) + addend;
        return offset is { } known ? ParseIndex(scanner, size, known, @base) : null;
    }

    /// <summary>
    /// The distance from the probe to an absolute address; null if the binary can be loaded at any address, because such a binary has no
    /// absolute addresses.
    /// </summary>
    private static long? Absolute(string? name, long addend, UsdtPlace? place) =>
        place?.DistanceTo(name is null ? addend : place.AbsoluteAddressOf(name) + addend);

    private static UsdtArgument? ParseIndex(UsdtScanner scanner, int size, long offset, int @base)
    {
        if (!scanner.Take(','))
        {
            return scanner.Take(')') ? new UsdtArgument(UsdtArgumentKind.Memory, size, offset, @base) : null;
        }

        if (!scanner.Take('%') || OffsetOf(scanner.Name()) is not (>= 0 and var index))
        {
            return null;
        }

        var scale = scanner.Take(',') ? scanner.Number() : 1;
        return scale is 1 or 2 or 4 or 8 && scanner.Take(')')
            ? new UsdtArgument(UsdtArgumentKind.Indexed, size, offset, @base, index, System.Numerics.BitOperations.Log2((uint)scale))
            : null;
    }

    /// <summary>
    /// Returns the offset of a register in <c>struct pt_regs</c>. A register has a name for each width: <c>rax eax ax al</c>,
    /// <c>rsi esi si sil</c>, <c>r8 r8d r8w r8b</c>.
    /// </summary>
    private static int OffsetOf(ReadOnlySpan<char> name)
    {
        if (name.Length == 0)
        {
            return -1;
        }

        var isNumbered = name.Length > 1 && name[0] == 'r' && char.IsAsciiDigit(name[1]);
        var plain = isNumbered ? name.TrimEnd("dwb")
            : name.Length == 3 && name[0] is 'r' or 'e' ? name[1..]
            : name.Length == 3 && name[2] == 'l' ? name[..2]
            : name is ['a' or 'b' or 'c' or 'd', 'l'] ? $"{name[0]}x"
            : name;
        for (var i = 0; i < Names.Length; i++)
        {
            if (plain.SequenceEqual(Names[i]))
            {
                return i * sizeof(ulong);
            }
        }

        return -1;
    }
}

/// <summary>Parses arguments on arm64: <c>5</c>, <c>x4</c>, <c>[sp]</c>, <c>[x29, -16]</c>.</summary>
internal sealed class UsdtRegistersOfArm64 : UsdtRegisters
{
    private const int StackPointer = 31;

    public override UsdtArgument? Parse(UsdtScanner scanner, int size, UsdtPlace? place)
    {
        if (scanner.Take('['))
        {
            if (OffsetOf(scanner.Name()) is not (>= 0 and var @base))
            {
                return null;
            }

            var distance = scanner.Take(',') ? scanner.Number() : 0;
            return distance is { } bytes && scanner.Take(']') ? new UsdtArgument(UsdtArgumentKind.Memory, size, bytes, @base) : null;
        }

        return scanner.Number() is { } constant ? new UsdtArgument(UsdtArgumentKind.Constant, size, constant)
            : OffsetOf(scanner.Name()) is >= 0 and var register ? new UsdtArgument(UsdtArgumentKind.Register, size, 0, register)
            : null;
    }

    private static int OffsetOf(ReadOnlySpan<char> name) =>
        name is "sp" ? StackPointer * sizeof(ulong)
        : name.Length > 1
            && name[0] == 'x'
            && int.TryParse(name[1..], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number < StackPointer
            ? number * sizeof(ulong)
        : -1;
}
