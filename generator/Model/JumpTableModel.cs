using BpfGen.Generator.Collections;

namespace BpfGen.Generator.Model;

/// <summary>A jump table: the targets of a function's indirect jumps (<c>gotox</c>).</summary>
/// <param name="Name">The table's name in the object.</param>
/// <param name="Targets">The indexes of the target instructions, counted from the start of the function.</param>
internal sealed record JumpTableModel(string Name, EquatableArray<int> Targets);
