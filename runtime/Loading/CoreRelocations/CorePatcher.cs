using System;
using System.Runtime.InteropServices;
using BpfGen.CoreRelocations;

namespace BpfGen.Loading;

/// <summary>Writes the value of a CO-RE relocation into its instruction. See libbpf's <c>bpf_core_patch_insn</c>.</summary>
internal static class CorePatcher
{
    /// <param name="instructions">The instructions of the program.</param>
    /// <param name="index">The instruction to patch.</param>
    /// <param name="result">The value of the relocation, or the fact that the kernel lacks the type or field.</param>
    /// <returns>Null, or the reason why the instruction cannot be patched.</returns>
    public static string? Apply(Span<ulong> instructions, int index, in CoreResult result)
    {
        if (index >= instructions.Length)
        {
            return "The instruction is after the end of the program.";
        }

        var slots = MemoryMarshal.Cast<ulong, Instruction>(instructions)[index..];
        var patch = CorePatch.Of(slots[0].Code, ContentOf(slots), result);
        if (patch.Kind != CorePatchKind.Failed)
        {
            Write(slots, patch);
        }

        return patch.Failure;
    }

    /// <summary>Changes an instruction. The caller passes only patches without an error.</summary>
    /// <param name="slots">The instruction to change, and the instructions after it.</param>
    /// <param name="patch">The change.</param>
    public static void Write(Span<Instruction> slots, in CorePatch patch)
    {
        ref var instruction = ref slots[0];
        if (patch.Kind == CorePatchKind.Poison)
        {
            Poison(slots);
            return;
        }

        switch (instruction.Code & CorePatch.ClassMask)
        {
            case CorePatch.LoadRegister or CorePatch.StoreImmediate or CorePatch.StoreRegister:
                instruction.Offset = (short)patch.Value;
                instruction.Code = patch.Size is { } size ? (byte)((instruction.Code & ~CorePatch.SizeMask) | size) : instruction.Code;
                break;

            case CorePatch.Load:
                instruction.Immediate = (int)patch.Value;
                slots[1].Immediate = (int)(patch.Value >> 32);
                break;

            default:
                instruction.Immediate = (int)patch.Value;
                break;
        }
    }

    /// <summary>Replaces an instruction by an invalid one. For a 64-bit load, which takes two slots, replaces both slots.</summary>
    private static void Poison(Span<Instruction> slots)
    {
        if (slots[0].Code == CorePatch.LoadOfTwoSlots && slots.Length > 1)
        {
            slots[1] = Instruction.Poison(Instruction.PoisonedRelocation);
        }

        slots[0] = Instruction.Poison(Instruction.PoisonedRelocation);
    }

    private static long? ContentOf(ReadOnlySpan<Instruction> slots) => CorePatch.ContentOf(
        slots[0].Code,
        slots[0].Source,
        slots[0].Offset,
        slots[0].Immediate,
        slots.Length > 1 && slots[1].Code == 0 ? slots[1].Immediate : null);
}
