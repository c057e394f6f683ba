using BpfGen.Generator.Elf;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Linking;

/// <summary>A map definition and its place in the object. References to other definitions are not resolved yet.</summary>
/// <param name="Map">The map as defined.</param>
/// <param name="Section">The section that contains the definition.</param>
/// <param name="Offset">The offset of the definition in the section, in bytes.</param>
internal sealed record ParsedMap(MapModel Map, ElfSection Section, ulong Offset)
{
    /// <summary>iproute2's <c>id</c>, which other definitions can refer to; 0 if there is none.</summary>
    public uint Id { get; init; }

    /// <summary>For a map of maps: the reference to the definition of the inner map.</summary>
    public InnerMapReference? Inner { get; init; }

    /// <summary>For an arena: the section of the variables in the arena.</summary>
    public ElfSection? Variables { get; init; }

    /// <summary>For a map of maps: the definition of the inner map, if the outer definition contains it.</summary>
    public MapModel? Template { get; init; }
}

/// <summary>A reference to the definition of an inner map.</summary>
/// <param name="Value">An ID or an index.</param>
/// <param name="IsId">
/// Whether <see cref="Value"/> is the <c>id</c> of the other definition (iproute2). If false, the value is the index of the map in its
/// section (the kernel's samples). If each map has a section of its own, the value is the index among all maps.
/// </param>
internal readonly record struct InnerMapReference(uint Value, bool IsId);
