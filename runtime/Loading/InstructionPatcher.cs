using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using BpfGen.Interop;

namespace BpfGen.Loading;

/// <summary>Writes file descriptors into instructions.</summary>
internal static class InstructionPatcher
{
    /// <summary>The number of the helper that stands for the first map of an object that was not created.</summary>
    public const int FirstPoisonedMap = 2_001_000_000;

    private const int NumbersPerRelocation = 3;

    public static void Apply(Span<ulong> instructions, ReadOnlySpan<int> relocations, List<FileDescriptor?> maps)
    {
        var slots = MemoryMarshal.Cast<ulong, Instruction>(instructions);
        for (var i = 0; i < relocations.Length; i += NumbersPerRelocation)
        {
            var slot = relocations[i];
            if (maps[relocations[i + 2]] is not { } map)
            {
                slots[slot] = slots[slot + 1] = Instruction.Poison(relocations[i + 2]);
                continue;
            }

            using var lease = map.Use();
            slots[slot].SetSource(relocations[i + 1]);
            slots[slot].Immediate = lease.Number;
        }
    }

    /// <summary>
    /// <c>struct bpf_insn</c>. The generated numbers were read in the object's byte order, which is the machine's own, so that in memory they are
    /// the object's bytes again.
    /// </summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Instruction
    {
        private const byte CallCode = 0x85;

        public byte Code;
        public byte Registers;
        public short Offset;
        public int Immediate;

        /// <summary>
        /// A call of a helper that there is none of, in place of a reference to a map that was not created: the verifier refuses the program only
        /// where it can reach the call. libbpf uses the same numbers.
        /// </summary>
        public static Instruction Poison(int map) => new() { Code = CallCode, Immediate = FirstPoisonedMap + map };

        /// <summary>The source register; the two registers share a byte, and which half is whose goes with the byte order.</summary>
        public void SetSource(int source) => Registers = BitConverter.IsLittleEndian
            ? (byte)((Registers & 0x0f) | (source << 4))
            : (byte)((Registers & 0xf0) | source);
    }
}
