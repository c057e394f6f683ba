using BpfGen.Generator.Collections;

namespace BpfGen.Generator.Model;

/// <summary>What a section of global variables holds when the program starts.</summary>
/// <param name="Words">
/// Its bytes, eight a number, read in the object's byte order; the last ones may be padding. None where all of it is zero.
/// </param>
/// <param name="IsReadOnly">Nobody changes it after the load: the map is frozen, and the verifier knows its values.</param>
internal sealed record SectionData(EquatableArray<ulong> Words, bool IsReadOnly);
