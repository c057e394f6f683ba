namespace BpfGen.Generator.Model;

/// <summary>An entry of a map of maps, or of a program array, that the object fills before the first program runs.</summary>
/// <param name="Map">The index in <see cref="ObjectModel.Maps"/> of the map that has the entry.</param>
/// <param name="Slot">Its key.</param>
/// <param name="Target">The index of the map, or in <see cref="ObjectModel.Programs"/> of the program, that it holds.</param>
internal readonly record struct InitialSlot(int Map, int Slot, int Target);
