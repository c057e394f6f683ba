using System.Collections.Generic;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Linking;

/// <summary>Finds the features of newer kernels that instructions use. The instruction codes are from <c>uapi/linux/bpf.h</c>.</summary>
internal static class InstructionScan
{
    private const int Load = 0x00;
    private const int LoadRegister = 0x01;
    private const int StoreRegister = 0x03;
    private const int Jump = 0x05;
    private const int Jump32 = 0x06;
    private const int Alu64 = 0x07;
    private const int Alu32 = 0x04;

    private const int FromRegister = 0x08;
    private const int Divide = 0x30;
    private const int Modulo = 0x90;
    private const int Move = 0xb0;
    private const int Swap = 0xd0;
    private const int Always = 0x00;
    private const int Call = 0x80;
    private const int Exit = 0x90;
    private const int LessThan = 0xa0;
    private const int MayGoto = 0xe0;

    private const int SignedLoad = 0x80;
    private const int Atomic = 0xc0;
    private const int LoadAcquire = 0x100;

    public static CodeFeatures Run(IReadOnlyList<Instruction> instructions)
    {
        var features = CodeFeatures.None;
        for (var i = 0; i < instructions.Count; i++)
        {
            features |= Of(instructions[i]);
            i += instructions[i].IsLoadImmediate64 ? 1 : 0;
        }

        return features;
    }

    private static CodeFeatures Of(Instruction instruction) => (instruction.Code & 0x07) switch
    {
        Load => OfLoad(instruction),
        LoadRegister => (instruction.Code & 0xe0) == SignedLoad ? CodeFeatures.CpuV4 : CodeFeatures.None,
        StoreRegister => (instruction.Code & 0xe0) == Atomic ? OfAtomic(instruction.Immediate) : CodeFeatures.None,
        Jump => OfJump(instruction),
        Jump32 => (instruction.Code & 0xf0) == Always ? CodeFeatures.CpuV4 : CodeFeatures.CpuV3 | Backward(instruction),
        _ => OfArithmetic(instruction),
    };

    private static CodeFeatures OfLoad(Instruction instruction) =>
        instruction.IsFunctionAddress ? CodeFeatures.Callbacks : CodeFeatures.None;

    /// <summary>
    /// Returns the feature of an atomic operation. Every kernel supports an addition that does not return the old value (operation 0).
    /// </summary>
    private static CodeFeatures OfAtomic(int operation) =>
        operation >= LoadAcquire ? CodeFeatures.OrderedAccess : operation != 0 ? CodeFeatures.Atomics : CodeFeatures.None;

    private static CodeFeatures OfJump(Instruction instruction) => (instruction.Code & 0xf0) switch
    {
        Always when (instruction.Code & FromRegister) != 0 => CodeFeatures.IndirectJumps,
        Call or Exit => CodeFeatures.None,
        MayGoto => CodeFeatures.Arena,
        >= LessThan => CodeFeatures.CpuV2 | Backward(instruction),
        _ => Backward(instruction),
    };

    private static CodeFeatures Backward(Instruction instruction) => instruction.Offset < 0 ? CodeFeatures.Loops : CodeFeatures.None;

    private static CodeFeatures OfArithmetic(Instruction instruction) => (instruction.Code & 0xf0, instruction.Code & 0x07) switch
    {
        // A move with an offset of 1 converts between address spaces; with 8, 16 or 32 it extends a sign.
        (Move, Alu64) when instruction.Offset == 1 => CodeFeatures.Arena,
        (Move or Divide or Modulo, Alu32 or Alu64) when instruction.Offset != 0 => CodeFeatures.CpuV4,
        (Swap, Alu64) => CodeFeatures.CpuV4,
        _ => CodeFeatures.None,
    };
}
