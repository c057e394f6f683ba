namespace BpfGen.Generator.Model;

/// <summary>An instruction that wants something of the kernel.</summary>
/// <param name="Instruction">Its slot, counted from the program's start.</param>
/// <param name="Kind">What it does with it.</param>
/// <param name="Symbol">The index of what it wants in <see cref="ObjectModel.KernelSymbols"/>.</param>
internal readonly record struct KernelReference(int Instruction, KernelReferenceKind Kind, int Symbol);

/// <summary>What an instruction does with something of the kernel; the numbers go on from those of <see cref="MapReferenceKind"/>.</summary>
internal enum KernelReferenceKind
{
    /// <summary>A 16-byte load of the address.</summary>
    Load = 3,

    /// <summary>A call.</summary>
    Call = 4,
}
