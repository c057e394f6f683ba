using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using BpfGen.Interop;

namespace BpfGen.Loading;

/// <summary>Writes file descriptors into instructions.</summary>
internal static class InstructionPatcher
{
    private const int NumbersPerRelocation = 3;

    public static void Apply(Span<ulong> instructions, ReadOnlySpan<int> relocations, List<FileDescriptor> maps)
    {
        var slots = MemoryMarshal.Cast<ulong, Instruction>(instructions);
        for (var i = 0; i < relocations.Length; i += NumbersPerRelocation)
        {
            ref var slot = ref slots[relocations[i]];
            using var map = maps[relocations[i + 2]].Use();
            slot.SetSource(relocations[i + 1]);
            slot.Immediate = map.Number;
        }
    }

    /// <summary>
    /// <c>struct bpf_insn</c>. The generated numbers were read in the object's byte order, which is the machine's own, so that in memory they are
    /// the object's bytes again.
    /// </summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Instruction
    {
        public byte Code;
        public byte Registers;
        public short Offset;
        public int Immediate;

        /// <summary>The source register; the two registers share a byte, and which half is whose goes with the byte order.</summary>
        public void SetSource(int source) => Registers = BitConverter.IsLittleEndian
            ? (byte)((Registers & 0x0f) | (source << 4))
            : (byte)((Registers & 0xf0) | source);
    }
}
