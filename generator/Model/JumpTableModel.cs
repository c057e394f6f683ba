using BpfGen.Generator.Collections;

namespace BpfGen.Generator.Model;

/// <summary>Where a function's indirect jumps (<c>gotox</c>) go that take their target from one table.</summary>
/// <param name="Name">The name of the table in the object.</param>
/// <param name="Targets">The instructions, counted from the function's start.</param>
internal sealed record JumpTableModel(string Name, EquatableArray<int> Targets);
