using BpfGen.Generator.Collections;

namespace BpfGen.Generator.Model;

/// <summary>An object's BTF, as the kernel takes it.</summary>
/// <param name="Records">The types, as the numbers of their records.</param>
/// <param name="Strings">The names and the lines of the source, each with a zero behind it.</param>
internal sealed record TypeInformation(EquatableArray<uint> Records, EquatableArray<byte> Strings);
