using System;
using BpfGen.Generator.Elf;

namespace BpfGen.Generator.Linking;

/// <summary>One instruction slot of eight bytes (<c>struct bpf_insn</c>), in whichever byte order the object has.</summary>
internal readonly struct Instruction(byte code, byte source, int immediate)
{
    public const int Size = 8;

    private const byte LoadImmediate64 = 0x18;
    private const byte CallCode = 0x85;
    private const byte PseudoCall = 1;

    /// <summary>A load of a 64-bit number, which takes two slots and is how a program refers to a map.</summary>
    public bool IsLoadImmediate64 => code == LoadImmediate64;

    public bool IsHelperCall => code == CallCode && source == 0;

    public bool IsSubprogramCall => code == CallCode && source == PseudoCall;

    /// <summary>A function's address as a number, for a callback (<c>BPF_PSEUDO_FUNC</c>).</summary>
    public bool IsFunctionAddress => code == LoadImmediate64 && source == 4;

    public int Immediate => immediate;

    public static Instruction Read(ElfImage image, ReadOnlySpan<byte> bytes)
    {
        // The registers share a byte, and their order in it goes with the byte order.
        var source = image.IsLittleEndian ? bytes[1] >> 4 : bytes[1] & 0xf;
        return new Instruction(bytes[0], (byte)source, unchecked((int)image.UInt32(bytes.Slice(4))));
    }
}
