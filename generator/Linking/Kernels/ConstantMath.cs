namespace BpfGen.Generator.Linking;

/// <summary>
/// Computes the results of arithmetic instructions and conditional jumps with constant operands. The instruction codes are from
/// <c>uapi/linux/bpf.h</c>.
/// </summary>
internal static class ConstantMath
{
    private const int ShiftMask64 = 63;
    private const int ShiftMask32 = 31;

    /// <returns>The result; null if a value or the operation is unknown.</returns>
    public static ulong? Calculate(Instruction instruction, ulong? left, ulong? right)
    {
        var operation = instruction.Operation;
        if (operation == 0xb0)
        {
            // A move with an offset extends a sign or converts an address. This class computes neither, so the result is unknown.
            return instruction.Offset == 0 ? Narrow(instruction, right) : null;
        }

        if (left is not { } a || right is not { } b || instruction.Offset != 0)
        {
            return null;
        }

        var shift = (int)(b & (uint)(instruction.Is64 ? ShiftMask64 : ShiftMask32));
        return Narrow(instruction, unchecked(operation switch
        {
            0x00 => a + b,
            0x10 => a - b,
            0x20 => a * b,
            0x40 => a | b,
            0x50 => a & b,
            0x60 => a << shift,
            0x70 => (instruction.Is64 ? a : (uint)a) >> shift,
            0xa0 => a ^ b,
            0xc0 => instruction.Is64 ? (ulong)((long)a >> shift) : (uint)((int)a >> shift),
            _ => (ulong?)null,
        }));
    }

    /// <returns>Whether a conditional jump is taken; null if a compared value is unknown.</returns>
    public static bool? Compare(Instruction instruction, ulong?[] state)
    {
        if (instruction.IsUnconditional)
        {
            return true;
        }

        var other = instruction.UsesRegister ? state[instruction.Source] : (ulong)(long)instruction.Immediate;
        if (Narrow(instruction, state[instruction.Destination]) is not { } a || Narrow(instruction, other) is not { } b)
        {
            return null;
        }

        var (signedA, signedB) = instruction.Is64 ? ((long)a, (long)b) : ((int)a, (int)b);
        return instruction.Operation switch
        {
            0x10 => a == b,
            0x20 => a > b,
            0x30 => a >= b,
            0x40 => (a & b) != 0,
            0x50 => a != b,
            0x60 => signedA > signedB,
            0x70 => signedA >= signedB,
            0xa0 => a < b,
            0xb0 => a <= b,
            0xc0 => signedA < signedB,
            0xd0 => signedA <= signedB,
            _ => null,
        };
    }

    private static ulong? Narrow(Instruction instruction, ulong? value) => instruction.Is64 ? value : (uint?)value;
}
