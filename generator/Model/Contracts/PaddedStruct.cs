using BpfGen.Generator.Collections;
using BpfGen.Generator.Diagnostics;

namespace BpfGen.Generator.Model;

/// <summary>A struct that the project sends to the kernel.</summary>
/// <param name="Name">
/// The full name of the struct, for generated code. If generated code cannot access the struct: its name in the assembly.
/// </param>
/// <param name="ShortName">The short name of the struct, for messages.</param>
/// <param name="Size">The size in bytes.</param>
/// <param name="Padding">The ranges of padding; none if the struct has no padding.</param>
/// <param name="IsAccessible">Whether generated code can use the struct.</param>
/// <param name="IsKnown">Whether the layout of the struct is known.</param>
/// <param name="Place">The position in the source where the struct is a type argument of a handle.</param>
internal sealed record PaddedStruct(
    string Name, string ShortName, int Size, EquatableArray<PaddingRange> Padding, bool IsAccessible, bool IsKnown, SourcePlace Place);
