using BpfGen.Wire;

namespace BpfGen.Generator.Model;

/// <summary>An instruction that the loader patches with a value that is known only at load time.</summary>
/// <param name="Instruction">The index of the instruction, counted from the start of its function.</param>
/// <param name="Kind">The kind of value.</param>
/// <param name="Index">
/// The index of the map, function, kernel symbol, jump table or load constant (an undefined symbol whose value the load options give), in
/// the model's list for this kind.
/// </param>
internal readonly record struct Relocation(int Instruction, RelocationKind Kind, int Index);
