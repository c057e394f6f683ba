using BpfGen.Generator.Collections;
using BpfGen.Generator.Diagnostics;

namespace BpfGen.Generator.Model;

/// <summary>A struct of the project that it gives to a handle, and that has padding.</summary>
/// <param name="Name">The struct, as generated code names it.</param>
/// <param name="ShortName">The struct, as a message names it.</param>
/// <param name="Size">The size in bytes.</param>
/// <param name="Padding">The ranges of padding.</param>
/// <param name="IsAccessible">Whether generated code can name it.</param>
/// <param name="IsKnown">Whether its layout is known.</param>
/// <param name="Place">The place where the project gives it to a handle.</param>
internal sealed record PaddedStruct(
    string Name, string ShortName, int Size, EquatableArray<PaddingRange> Padding, bool IsAccessible, bool IsKnown, SourcePlace Place);
