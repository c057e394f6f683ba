namespace BpfGen.Generator.Model;

/// <summary>An object's BTF, as the kernel takes it.</summary>
/// <param name="Words">Its bytes, eight a number, read in the object's byte order; the last ones may be padding.</param>
/// <param name="Size">How many bytes there are.</param>
internal sealed record TypeInformation(EquatableArray<ulong> Words, int Size);
