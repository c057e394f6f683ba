namespace BpfGen.Generator.Model;

/// <summary>A 16-byte load of the address of a jump table.</summary>
/// <param name="Instruction">Its slot, counted from the program's start.</param>
/// <param name="Table">The index of the table in <see cref="ProgramModel.JumpTables"/>.</param>
internal readonly record struct JumpTableReference(int Instruction, int Table)
{
    /// <summary>What stands for it in the relocations; the number goes on from those of <see cref="KernelReferenceKind"/>.</summary>
    public const int Kind = 5;
}
