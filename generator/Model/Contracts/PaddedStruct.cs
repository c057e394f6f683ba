using BpfGen.Generator.Collections;
using BpfGen.Generator.Diagnostics;

namespace BpfGen.Generator.Model;

/// <summary>A struct with padding that the project gives to a handle.</summary>
/// <param name="Name">The full name of the struct, for generated code.</param>
/// <param name="ShortName">The short name of the struct, for messages.</param>
/// <param name="Size">The size in bytes.</param>
/// <param name="Padding">The ranges of padding.</param>
/// <param name="IsAccessible">Whether generated code can use the struct.</param>
/// <param name="IsKnown">Whether the layout of the struct is known.</param>
/// <param name="Place">The place where the project gives the struct to a handle.</param>
internal sealed record PaddedStruct(
    string Name, string ShortName, int Size, EquatableArray<PaddingRange> Padding, bool IsAccessible, bool IsKnown, SourcePlace Place);
