using BpfGen.Generator.Elf;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Linking;

/// <summary>A map definition where it stands in its section, before definitions that refer to each other are brought in order.</summary>
/// <param name="Map">What it says of the map itself.</param>
/// <param name="Section">The section it stands in.</param>
/// <param name="Offset">Where in the section, in bytes.</param>
internal sealed record ParsedMap(MapModel Map, ElfSection Section, ulong Offset)
{
    /// <summary>iproute2's <c>id</c>, by which another definition can name this one; 0 for none.</summary>
    public uint Id { get; init; }

    /// <summary>How a definition of a map of maps names its inner map.</summary>
    public InnerMapReference? Inner { get; init; }

    /// <summary>For an arena: the section of the variables that stand in it.</summary>
    public ElfSection? Variables { get; init; }

    /// <summary>How a definition of a map of maps describes its inner map, where that is no map of its own.</summary>
    public MapModel? Template { get; init; }
}

/// <summary>How a definition names its inner map.</summary>
/// <param name="Value">The number it gives.</param>
/// <param name="IsId">Whether that is the other's <c>id</c> (iproute2), or its place among the maps of the section (the kernel's samples).</param>
internal readonly record struct InnerMapReference(uint Value, bool IsId);
