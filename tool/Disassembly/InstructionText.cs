using BpfGen.Generator.Linking;

namespace BpfGen.Tool.Disassembly;

/// <summary>Writes instructions in the syntax of the verifier's log.</summary>
internal static class InstructionText
{
    private const int Negate = 0x80;
    private const int Swap = 0xd0;
    private const int Move = 0xb0;
    private const int Divide = 0x30;
    private const int Modulo = 0x90;

    private const int ModeAbsolute = 0x20;
    private const int ModeIndirect = 0x40;
    private const int ModeSigned = 0x80;
    private const int ModeAtomic = 0xc0;

    private const int Fetch = 0x01;
    private const int Exchange = 0xe1;
    private const int CompareExchange = 0xf1;
    private const int LoadAcquire = 0x100;
    private const int StoreRelease = 0x110;

    private static readonly string[] Operators =
        ["+=", "-=", "*=", "/=", "|=", "&=", "<<=", ">>=", "neg", "%=", "^=", "=", "s>>="];

    private static readonly string[] Comparisons =
        ["", "==", ">", ">=", "&", "!=", "s>", "s>=", "", "", "<", "<=", "s<", "s<="];

    /// <param name="instruction">The instruction.</param>
    /// <param name="next">The next 8 bytes of the code, which are the second half of a 16-byte load; 0 at the end of the code.</param>
    public static string Of(Instruction instruction, ulong next) => $"({instruction.Code:x2}) {Text(instruction, next)}";

    private static string Text(Instruction i, ulong next) => (i.Code & 0x07) switch
    {
        0x00 => Load(i, next),
        0x01 => $"r{i.Destination} = *({((i.Code & 0xe0) == ModeSigned ? "s" : "u")}{Bits(i)} *){Memory(i.Source, i.Offset)}",
        0x02 when (i.Code & 0xe0) == ModeAtomic => "nospec",
        0x02 => $"*(u{Bits(i)} *){Memory(i.Destination, i.Offset)} = {i.Immediate}",
        0x03 => (i.Code & 0xe0) == ModeAtomic ? Atomic(i) : $"*(u{Bits(i)} *){Memory(i.Destination, i.Offset)} = r{i.Source}",
        0x05 or 0x06 => Jump(i),
        _ => Arithmetic(i),
    };

    private static string Load(Instruction i, ulong next) => (i.Code & 0xe0) switch
    {
        ModeAbsolute => $"r0 = *(u{Bits(i)} *)skb[{i.Immediate}]",
        ModeIndirect => $"r0 = *(u{Bits(i)} *)skb[r{i.Source} + {i.Immediate}]",
        _ when i.IsLoadImmediate64 =>
            $"r{i.Destination} = 0x{((ulong)(uint)new Instruction(next, i.IsLittleEndian).Immediate << 32) | (uint)i.Immediate:x}",
        _ => "BUG",
    };

    private static string Atomic(Instruction i)
    {
        var (memory, name) = ($"(u{Bits(i)} *){Memory(i.Destination, i.Offset)}", Bits(i) == 64 ? "atomic64" : "atomic");
        return i.Immediate switch
        {
            0x00 or 0x40 or 0x50 or 0xa0 => $"lock *{memory} {Operators[i.Immediate >> 4]} r{i.Source}",
            0x00 | Fetch => $"r{i.Source} = {name}_fetch_add({memory}, r{i.Source})",
            0x40 | Fetch => $"r{i.Source} = {name}_fetch_or({memory}, r{i.Source})",
            0x50 | Fetch => $"r{i.Source} = {name}_fetch_and({memory}, r{i.Source})",
            0xa0 | Fetch => $"r{i.Source} = {name}_fetch_xor({memory}, r{i.Source})",
            Exchange => $"r{i.Source} = {name}_xchg({memory}, r{i.Source})",
            CompareExchange => $"r0 = {name}_cmpxchg({memory}, r0, r{i.Source})",
            LoadAcquire => $"r{i.Destination} = load_acquire((u{Bits(i)} *){Memory(i.Source, i.Offset)})",
            StoreRelease => $"store_release({memory}, r{i.Source})",
            _ => "BUG",
        };
    }

    private static string Arithmetic(Instruction i)
    {
        var (letter, operation) = (i.Is64 ? 'r' : 'w', i.Operation);
        if (operation == Swap)
        {
            var order = i.Is64 ? "bswap" : i.UsesRegister ? "be" : "le";
            return $"r{i.Destination} = {order}{i.Immediate} r{i.Destination}";
        }

        if (operation == Negate)
        {
            return $"{letter}{i.Destination} = -{letter}{i.Destination}";
        }

        if (operation >> 4 >= Operators.Length)
        {
            return "BUG";
        }

        var isSigned = operation is Divide or Modulo && i.Offset == 1;
        var sign = (isSigned ? "s" : "") + Operators[operation >> 4];
        if (!i.UsesRegister)
        {
            return $"{letter}{i.Destination} {sign} {i.Immediate}";
        }

        return (operation, i.Offset) switch
        {
            (Move, 1) when i.Is64 =>
                $"r{i.Destination} = addr_space_cast(r{i.Source}, {i.Immediate >> 16 & 0xffff}, {i.Immediate & 0xffff})",
            (Move, -1) when i.Is64 => $"r{i.Destination} = &(void __percpu *)(r{i.Source})",
            (Move, 8 or 16 or 32) => $"{letter}{i.Destination} {sign} (s{i.Offset}){letter}{i.Source}",
            _ => $"{letter}{i.Destination} {sign} {letter}{i.Source}",
        };
    }

    private static string Jump(Instruction i)
    {
        var letter = i.Is64 ? 'r' : 'w';
        switch (i.Operation)
        {
            case 0x00 when i.UsesRegister:
                return $"gotox r{i.Destination}";
            case 0x00:
                return i.Is64 ? $"goto pc{i.Offset:+0;-0;+0}" : $"gotol pc{i.Immediate:+0;-0;+0}";
            case 0x80 when i.UsesRegister:
                return $"callx r{i.Immediate}";
            case 0x80:
                return i.IsSubprogramCall ? $"call pc{i.Immediate:+0;-0;+0}" : $"call {i.Immediate}";
            case 0x90:
                return "exit";
            case 0xe0:
                return $"may_goto pc{i.Offset:+0;-0;+0}";
            case var operation when operation >> 4 < Comparisons.Length:
                var right = i.UsesRegister ? $"{letter}{i.Source}" : $"0x{i.Immediate:x}";
                return $"if {letter}{i.Destination} {Comparisons[operation >> 4]} {right} goto pc{i.Offset:+0;-0;+0}";
            default:
                return "BUG";
        }
    }

    private static string Memory(int register, short offset) => $"(r{register} {offset:+0;-0;+0})";

    private static int Bits(Instruction i) => (i.Code & 0x18) switch { 0x00 => 32, 0x08 => 16, 0x10 => 8, _ => 64 };
}
