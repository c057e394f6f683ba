using BpfGen.Generator.Collections;

namespace BpfGen.Generator.Linking;

/// <summary>A jump table in the object file.</summary>
/// <param name="Name">The name of the table's symbol.</param>
/// <param name="Offset">The table's offset in its section, in bytes.</param>
/// <param name="Entries">The jump targets: byte offsets in the section of the function that jumps.</param>
internal sealed record JumpTable(string Name, ulong Offset, EquatableArray<ulong> Entries);
