using BpfGen.Generator.Collections;

namespace BpfGen.Generator.Linking;

/// <summary>A jump table where it stands in the object.</summary>
/// <param name="Name">The name of its symbol.</param>
/// <param name="Offset">Where it begins in its section, in bytes.</param>
/// <param name="Entries">Where the jumps go, in bytes from the start of the section of the function that jumps.</param>
internal sealed record JumpTable(string Name, ulong Offset, EquatableArray<ulong> Entries);
