using System;
using System.Runtime.InteropServices;

namespace BpfGen.Loading;

/// <summary>
/// <c>struct bpf_insn</c>. Generated code stores each instruction as a word in the object's byte order, which is also the machine's byte
/// order. So in memory, the word has the same bytes as in the object.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Instruction
{
    /// <summary>
    /// The invalid helper number in an instruction whose CO-RE relocation has no value. libbpf and the kernel use the same number.
    /// </summary>
    public const int PoisonedRelocation = 195_896_080;

    private const byte CallCode = 0x85;

    public byte Code;
    public byte Registers;
    public short Offset;
    public int Immediate;

    /// <summary>
    /// Returns a call of a helper that does not exist. The call replaces an instruction that must not run. The verifier rejects the program
    /// only if the program can reach the call.
    /// </summary>
    /// <param name="helper">
    /// The invalid helper number. It appears in the verifier's log, and so shows which instruction was replaced.
    /// </param>
    public static Instruction Poison(int helper) => new() { Code = CallCode, Immediate = helper };

    /// <summary>The source register.</summary>
    public readonly int Source => BitConverter.IsLittleEndian ? Registers >> 4 : Registers & 0x0f;

    /// <summary>
    /// Sets the source register. The two registers share a byte, and their order in that byte depends on the machine's byte order.
    /// </summary>
    public void SetSource(int source) => Registers = BitConverter.IsLittleEndian
        ? (byte)((Registers & 0x0f) | (source << 4))
        : (byte)((Registers & 0xf0) | source);
}
