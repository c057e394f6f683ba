using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using BpfGen.Interop;
using BpfGen.KernelFacts;
using BpfGen.Wire;

namespace BpfGen.Loading;

/// <summary>Writes what is known only at load into a program: file descriptors of maps, ids and addresses of the kernel, distances between functions.</summary>
internal readonly ref struct InstructionPatcher(ProgramCode program, List<FileDescriptor?> maps, ReadOnlySpan<KernelReference> kernel, JumpTables jumpTables)
{
    /// <summary>The number of the helper that stands for the first map of an object that was not created.</summary>
    public const int FirstPoisonedMap = 2_001_000_000;

    private const int NumbersPerRelocation = 3;

    private const int PseudoMapValue = 2;
    private const int PseudoTypeId = 3;
    private const int PseudoKernelFunction = 2;

    /// <summary>The number of the helper that stands for the first of an object's functions of the kernel that this kernel does not have.</summary>
    public const int FirstAbsentFunction = 2_002_000_000;

    private readonly ReadOnlySpan<KernelReference> _kernel = kernel;
    private readonly JumpTables _jumpTables = jumpTables;

    /// <param name="function">A function of the program.</param>
    /// <param name="start">Where it begins in that.</param>
    public void Apply(FunctionCode function, int start)
    {
        var slots = MemoryMarshal.Cast<ulong, Instruction>(program.Instructions)[start..];
        var relocations = function.Relocations;
        for (var i = 0; i < relocations.Length; i += NumbersPerRelocation)
        {
            var (place, kind, index) = ((int)relocations[i] - function.Start, (RelocationKind)relocations[i + 1], (int)relocations[i + 2]);
            switch (kind)
            {
                case RelocationKind.KernelAddress:
                    Load(ref slots[place], ref slots[place + 1], _kernel[index]);
                    break;

                case RelocationKind.KernelCall:
                    Call(ref slots[place], _kernel[index], index);
                    break;

                case RelocationKind.JumpTable:
                    Refer(ref slots[place], PseudoMapValue, _jumpTables.Open(index, start));
                    break;

                case RelocationKind.Function:
                    slots[place].Immediate = program.StartOf(index) - (start + place + 1);
                    break;

                case RelocationKind.MapDescriptor or RelocationKind.MapValue when maps[index] is { } map:
                    Refer(ref slots[place], (int)kind, map);
                    break;

                case RelocationKind.MapDescriptor or RelocationKind.MapValue:
                    slots[place] = slots[place + 1] = Instruction.Poison(index);
                    break;

                default:
                    throw new InvalidOperationException(
                        $"Relocation kind {relocations[i + 1]} is unknown. The generated code is of another version of BpfGen than the runtime.");
            }
        }
    }

    private static void Refer(ref Instruction load, int source, FileDescriptor map)
    {
        using var lease = map.Use();
        load.SetSource(source);
        load.Immediate = lease.Number;
    }

    /// <summary>
    /// What is known by its type the kernel turns into an address; what is not there has none. Of functions it does so since Linux 6.4 only: before, any number
    /// that is not zero says that the function is there.
    /// </summary>
    private static void Load(ref Instruction first, ref Instruction second, in KernelReference reference)
    {
        if (reference.IsFunction && RunningKernel.Version < FirstKernels.FunctionAddresses)
        {
            (first.Immediate, second.Immediate) = (1, 0);
            return;
        }

        first.SetSource(reference.Id != 0 ? PseudoTypeId : 0);
        first.Immediate = reference.Id != 0 ? (int)reference.Id : (int)reference.Address;
        second.Immediate = reference.Id != 0 ? reference.ModuleFd : (int)(reference.Address >> 32);
    }

    /// <summary>A call of what is not there is refused only where the verifier finds that it can be reached.</summary>
    private static void Call(ref Instruction call, in KernelReference reference, int index)
    {
        call.SetSource(reference.Id != 0 ? PseudoKernelFunction : 0);
        call.Immediate = reference.Id != 0 ? (int)reference.Id : FirstAbsentFunction + index;
        call.Offset = reference.ModuleIndex;
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
