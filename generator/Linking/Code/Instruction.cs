namespace BpfGen.Generator.Linking;

/// <summary>An instruction slot of eight bytes (<c>struct bpf_insn</c>), read as a 64-bit integer in the object's byte order.</summary>
/// <param name="Word">
/// The 64-bit integer. Its most significant byte is the slot's last byte in a little-endian object, and the slot's first byte in a
/// big-endian object.
/// </param>
/// <param name="IsLittleEndian">Whether the object is little-endian.</param>
internal readonly record struct Instruction(ulong Word, bool IsLittleEndian)
{
    public const int Size = 8;

    private const byte LoadImmediate64 = 0x18;
    private const byte CallCode = 0x85;
    private const byte IndirectCallCode = 0x8d;
    private const byte PseudoCall = 1;
    private const byte PseudoFunction = 4;
    private const ulong ImmediateMask = 0xffffffff;

    /// <summary>
    /// Whether the instruction loads a 64-bit number. Such a load takes two slots. Programs use it to refer to maps and functions.
    /// </summary>
    public bool IsLoadImmediate64 => Code == LoadImmediate64;

    public bool IsHelperCall => Code == CallCode && Source == 0;

    /// <summary>
    /// Whether the instruction calls a function of the object. The unused fields must be zero, as for libbpf and the kernel.
    /// </summary>
    public bool IsSubprogramCall => Code == CallCode && Source == PseudoCall && Destination == 0 && Offset == 0;

    /// <summary>Whether the instruction loads the address of a function, for a callback (<c>BPF_PSEUDO_FUNC</c>).</summary>
    public bool IsFunctionAddress => Code == LoadImmediate64 && Source == PseudoFunction;

    public int Immediate => unchecked((int)(IsLittleEndian ? Word >> 32 : Word & ImmediateMask));

    public byte Code => (byte)(IsLittleEndian ? Word : Word >> 56);

    /// <summary>
    /// Whether the instruction calls the function whose address is in a register. No kernel accepts such a call. Without optimization,
    /// clang writes it for calls of helpers.
    /// </summary>
    public bool IsIndirectCall => Code == IndirectCallCode;

    /// <summary>Whether the instruction is a jump, a call or an exit.</summary>
    public bool IsJump => (Code & 0x7) is 0x5 or 0x6;

    /// <summary>The destination register.</summary>
    public byte Destination => (byte)(IsLittleEndian ? (Word >> 8) & 0xf : (Word >> 52) & 0xf);

    /// <summary>
    /// The source register. Both registers share a byte, and the byte order decides which half holds the source register.
    /// </summary>
    public byte Source => (byte)(IsLittleEndian ? (Word >> 12) & 0xf : (Word >> 48) & 0xf);

    /// <summary>The offset of a jump, load or store.</summary>
    public short Offset => unchecked((short)(IsLittleEndian ? Word >> 16 : Word >> 32));

    /// <summary>The operation of an arithmetic instruction or jump.</summary>
    public int Operation => Code & 0xf0;

    /// <summary>Whether the second operand is a register, not the immediate value.</summary>
    public bool UsesRegister => (Code & 0x08) != 0;

    public bool IsArithmetic => (Code & 0x07) is 0x04 or 0x07;

    /// <summary>Whether the instruction loads a value from memory into a register.</summary>
    public bool IsLoad => (Code & 0x07) is 0x00 or 0x01;

    public bool IsAtomic => (Code & 0x07) == 0x03 && (Code & 0xe0) == 0xc0;

    public bool IsCall => IsJump && Operation == 0x80;

    public bool IsExit => IsJump && Operation == 0x90;

    public bool IsUnconditional => IsJump && Operation == 0x00;

    public bool IsIndirectJump => IsUnconditional && UsesRegister;

    /// <summary>Whether the operands of an arithmetic instruction or jump have 64 bits; otherwise they have 32.</summary>
    public bool Is64 => (Code & 0x07) is 0x07 or 0x05;

    /// <summary>The distance of a jump in slots. A long jump (<c>gotol</c>) holds the distance in its immediate value.</summary>
    public int JumpDistance => (Code & 0x07) == 0x06 && Operation == 0x00 ? Immediate : Offset;

    public Instruction WithImmediate(int immediate)
    {
        var bits = (ulong)unchecked((uint)immediate);
        return this with { Word = IsLittleEndian ? (Word & ImmediateMask) | (bits << 32) : (Word & ~ImmediateMask) | bits };
    }

    /// <summary>Changes a call into a call of a helper.</summary>
    public Instruction AsHelperCall(int helper) => (this with
    {
        Word = IsLittleEndian ? Word & ~0xf000ul : Word & ~(0xful << 48),
    }).WithImmediate(helper);

    public Instruction AsFunctionAddress() => this with
    {
        Word = IsLittleEndian
            ? (Word & ~0xf000ul) | ((ulong)PseudoFunction << 12)
            : (Word & ~(0xful << 48)) | ((ulong)PseudoFunction << 48),
    };
}
