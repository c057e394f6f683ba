using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using BpfGen.Interop;
using BpfGen.KernelFacts;
using BpfGen.Wire;

namespace BpfGen.Loading;

/// <summary>
/// Applies relocations at load time: writes file descriptors of maps, BTF ids and addresses of kernel symbols, and distances between
/// functions into instructions.
/// </summary>
internal readonly ref struct InstructionPatcher(
    ProgramCode program, List<FileDescriptor?> maps, ReadOnlySpan<KernelReference> kernel, JumpTables jumpTables)
{
    /// <summary>
    /// The number of a helper that does not exist. If the object's first map was skipped, a call of this helper replaces each load of the
    /// map. The following numbers stand for the following maps.
    /// </summary>
    public const int FirstPoisonedMap = 2_001_000_000;

    private const int NumbersPerRelocation = 3;

    private const int PseudoMapValue = 2;
    private const int PseudoTypeId = 3;
    private const int PseudoKernelFunction = 2;

    /// <summary>The values of the undefined symbols that the load options give; null if the object has no such symbols.</summary>
    public LoadConstants? Constants { get; init; }

    private readonly ReadOnlySpan<KernelReference> _kernel = kernel;
    private readonly JumpTables _jumpTables = jumpTables;

    /// <param name="function">A function of the program.</param>
    /// <param name="start">The index of the function's first instruction in the program.</param>
    public void Apply(FunctionCode function, int start)
    {
        var slots = MemoryMarshal.Cast<ulong, Instruction>(program.Instructions)[start..];
        var relocations = function.Relocations;
        for (var i = 0; i < relocations.Length; i += NumbersPerRelocation)
        {
            var (place, kind, index) = ((int)relocations[i] - function.Start, (RelocationKind)relocations[i + 1], (int)relocations[i + 2]);
            switch (kind)
            {
                case RelocationKind.KernelAddress or RelocationKind.KernelCall when _kernel[index].Failure is { } failure:
                    throw failure;

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

                case RelocationKind.Constant when Constants is not null:
                    Add(ref slots[place], ref slots[place + 1], Constants.ValueOf(index));
                    break;

                case RelocationKind.MapDescriptor or RelocationKind.MapValue when maps[index] is { } map:
                    Refer(ref slots[place], (int)kind, map);
                    break;

                case RelocationKind.MapDescriptor or RelocationKind.MapValue:
                    slots[place] = slots[place + 1] = Instruction.Poison(FirstPoisonedMap + index);
                    break;

                default:
                    throw new InvalidOperationException(
                        $"Relocation kind {relocations[i + 1]} is unknown. The generated code and BpfGen's runtime library are of " +
                        "different versions.");
            }
        }
    }

    /// <summary>Adds a value to the 64-bit constant in a 16-byte load instruction.</summary>
    private static void Add(ref Instruction first, ref Instruction second, ulong value)
    {
        var sum = unchecked((((ulong)(uint)second.Immediate << 32) | (uint)first.Immediate) + value);
        (first.Immediate, second.Immediate) = unchecked(((int)sum, (int)(sum >> 32)));
    }

    private static void Refer(ref Instruction load, int source, FileDescriptor map)
    {
        using var lease = map.Use();
        load.SetSource(source);
        load.Immediate = lease.Number;
    }

    /// <summary>
    /// Patches the load of a kernel symbol's address. The kernel replaces a BTF id by the address. The address of a missing symbol is 0.
    /// Linux 6.4 added this for functions. On older kernels, this method loads 1 in place of a function's address, which only shows that
    /// the function exists.
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

    /// <summary>
    /// Patches a call of a kernel function. If the function is missing, the verifier rejects the program only if it can reach the call.
    /// </summary>
    private static void Call(ref Instruction call, in KernelReference reference, int index)
    {
        call.SetSource(reference.Id != 0 ? PseudoKernelFunction : 0);
        call.Immediate = reference.Id != 0 ? (int)reference.Id : AbsentFunctions.First + index;
        call.Offset = reference.ModuleIndex;
    }
}
