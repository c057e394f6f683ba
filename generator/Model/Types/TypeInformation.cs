using BpfGen.Generator.Collections;

namespace BpfGen.Generator.Model;

/// <summary>The BTF of an object, in the form in which the kernel loads it.</summary>
/// <param name="Records">The type records as 32-bit words.</param>
/// <param name="Strings">The zero-terminated names and source lines.</param>
internal sealed record TypeInformation(EquatableArray<uint> Records, EquatableArray<byte> Strings);
