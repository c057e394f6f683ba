namespace BpfGen.Generator.Model;

/// <summary>An initial entry of a map of maps or of a program array. The loader writes it before any program runs.</summary>
/// <param name="Map">The index of the outer map in <see cref="ObjectModel.Maps"/>.</param>
/// <param name="Slot">The key of the entry.</param>
/// <param name="Target">
/// The value of the entry: the index of the inner map in <see cref="ObjectModel.Maps"/>, or of the program in <see
/// cref="ObjectModel.Programs"/>.
/// </param>
internal readonly record struct InitialSlot(int Map, int Slot, int Target);
