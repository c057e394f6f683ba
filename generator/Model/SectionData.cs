using BpfGen.Generator.Collections;

namespace BpfGen.Generator.Model;

/// <summary>The initial contents of a section of global variables.</summary>
/// <param name="Words">
/// The bytes as 64-bit numbers, read in the object's byte order. The last number can contain padding. Empty if all bytes are zero.
/// </param>
/// <param name="IsReadOnly">
/// Whether the variables are constant after loading. The map is frozen then, and the verifier knows the values.
/// </param>
internal sealed record SectionData(EquatableArray<ulong> Words, bool IsReadOnly);
