namespace BpfGen.Generator.Model;

/// <summary>An instruction that wants a map's file descriptor.</summary>
/// <param name="Instruction">The slot of the 16-byte load, counted from the program's start.</param>
/// <param name="Map">The index of the map in <see cref="ObjectModel.Maps"/>.</param>
internal readonly record struct MapReference(int Instruction, int Map);
