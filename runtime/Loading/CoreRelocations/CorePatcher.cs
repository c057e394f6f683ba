using System;
using System.Runtime.InteropServices;
using BpfGen.CoreRelocations;

namespace BpfGen.Loading;

/// <summary>Writes the value of a CO-RE relocation into its instruction. See libbpf's <c>bpf_core_patch_insn</c>.</summary>
internal static class CorePatcher
{
    private const int ClassMask = 0x07;
    private const int SizeMask = 0x18;
    private const int SourceIsRegister = 0x08;
    private const byte LoadOfTwoSlots = 0x18;

    private const int Load = 0;
    private const int LoadRegister = 1;
    private const int StoreImmediate = 2;
    private const int StoreRegister = 3;
    private const int Alu32 = 4;
    private const int Alu64 = 7;

    /// <param name="instructions">The instructions of the program.</param>
    /// <param name="index">The instruction to patch.</param>
    /// <param name="result">The value, or that the kernel does not have one.</param>
    /// <returns>Null, or the reason why the instruction cannot be patched.</returns>
    public static string? Apply(Span<ulong> instructions, int index, in CoreResult result)
    {
        if (index >= instructions.Length)
        {
            return "It refers to an instruction after the end of the program.";
        }

        var slots = MemoryMarshal.Cast<ulong, Instruction>(instructions)[index..];
        if (result.Outcome == CoreOutcome.Missing)
        {
            Poison(slots);
            return null;
        }

        return (slots[0].Code & ClassMask) switch
        {
            Alu32 or Alu64 => PatchImmediate(ref slots[0], result),
            LoadRegister or StoreImmediate or StoreRegister => PatchOffset(slots, result),
            Load => PatchTwoSlots(slots, result),
            _ => "Its instruction is neither arithmetic, nor a load or store.",
        };
    }

    /// <summary>Replaces an instruction by an invalid one, and both slots of a 64-bit load.</summary>
    private static void Poison(Span<Instruction> slots)
    {
        if (slots[0].Code == LoadOfTwoSlots && slots.Length > 1)
        {
            slots[1] = Instruction.Poison(Instruction.PoisonedRelocation);
        }

        slots[0] = Instruction.Poison(Instruction.PoisonedRelocation);
    }

    private static string? PatchImmediate(ref Instruction instruction, in CoreResult result)
    {
        if ((instruction.Code & SourceIsRegister) != 0)
        {
            return "Its instruction has no immediate value.";
        }

        if (result.IsChecked && instruction.Immediate != (int)result.OldValue)
        {
            return Unexpected((ulong)instruction.Immediate, result);
        }

        instruction.Immediate = (int)result.NewValue;
        return null;
    }

    private static string? PatchOffset(Span<Instruction> slots, in CoreResult result)
    {
        ref var instruction = ref slots[0];
        if (result.IsChecked && instruction.Offset != (long)result.OldValue)
        {
            return Unexpected((ulong)instruction.Offset, result);
        }

        if (result.NewValue > (ulong)short.MaxValue)
        {
            return $"The field's offset in the kernel is {result.NewValue} bytes. An instruction can access at most {short.MaxValue}.";
        }

        if (!result.CanResize)
        {
            // A load instruction of another size would fill the upper bits of a signed field with zeros, so make the instruction invalid.
            // A program that tests for such a field first never reaches this instruction.
            Poison(slots);
            return null;
        }

        instruction.Offset = (short)result.NewValue;
        return result.NewSize == result.OldSize ? null : Resize(ref instruction, result);
    }

    private static string? Resize(ref Instruction instruction, in CoreResult result)
    {
        if (SizeOf(instruction.Code) != result.OldSize)
        {
            return $"Its instruction accesses {SizeOf(instruction.Code)} bytes, but the field has {result.OldSize}.";
        }

        if (CodeOf(result.NewSize) is not { } size)
        {
            return $"The field has {result.NewSize} bytes in the kernel. An instruction can access 1, 2, 4 or 8 bytes.";
        }

        instruction.Code = (byte)((instruction.Code & ~SizeMask) | size);
        return null;
    }

    private static string? PatchTwoSlots(Span<Instruction> slots, in CoreResult result)
    {
        if (slots[0].Code != LoadOfTwoSlots || slots[0].Source != 0 || slots.Length < 2 || slots[1].Code != 0)
        {
            return "Its instruction is no load of a 64-bit number.";
        }

        var old = (uint)slots[0].Immediate | ((ulong)(uint)slots[1].Immediate << 32);
        if (result.IsChecked && old != result.OldValue)
        {
            return Unexpected(old, result);
        }

        slots[0].Immediate = (int)result.NewValue;
        slots[1].Immediate = (int)(result.NewValue >> 32);
        return null;
    }

    private static string Unexpected(ulong value, in CoreResult result) =>
        $"Its instruction contains {(long)value}, but the object's types say {(long)result.OldValue}.";

    private static uint SizeOf(byte code) => (code & SizeMask) switch
    {
        0x00 => 4,
        0x08 => 2,
        0x10 => 1,
        _ => 8,
    };

    private static int? CodeOf(uint size) => size switch
    {
        4 => 0x00,
        2 => 0x08,
        1 => 0x10,
        8 => 0x18,
        _ => null,
    };
}
