using BpfGen.Generator.Collections;

namespace BpfGen.Generator.Model;

/// <summary>The initial contents of a section of global variables.</summary>
/// <param name="Words">
/// The bytes as 64-bit integers, read in the object's byte order. The last integer can contain padding. Empty if all bytes are zero.
/// </param>
/// <param name="IsReadOnly">
/// Whether the variables cannot change after loading. If true, the loader freezes the map, and the verifier can rely on the values.
/// </param>
internal sealed record SectionData(EquatableArray<ulong> Words, bool IsReadOnly);
