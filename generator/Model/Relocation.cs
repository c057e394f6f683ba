using BpfGen.Wire;

namespace BpfGen.Generator.Model;

/// <summary>An instruction that wants something which is known only at load.</summary>
/// <param name="Instruction">Its slot, counted from the start of its function.</param>
/// <param name="Kind">What it wants.</param>
/// <param name="Index">Which one, in the list that goes with the kind.</param>
internal readonly record struct Relocation(int Instruction, RelocationKind Kind, int Index);
