using System.Collections.Generic;
using BpfGen.Generator.Collections;
using BpfGen.Generator.Elf;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Linking;

/// <summary>
/// The maps of an object, and the offsets of their definitions in the sections. The linker uses this table to resolve relocations that
/// refer to maps.
/// </summary>
internal sealed class MapTable(
    EquatableArray<MapModel> models,
    IReadOnlyDictionary<(int Section, ulong Offset), int> byPlace,
    IReadOnlyDictionary<int, int> bySection,
    ISet<int> sections)
{
    public EquatableArray<MapModel> Models { get; } = models;

    /// <summary>The index of the map of the kernel's configuration values, or null.</summary>
    public int? Config => Models.Count > 0 && Models[Models.Count - 1].Config.Count > 0 ? Models.Count - 1 : null;

    /// <summary>Tells whether a section contains map definitions.</summary>
    public bool Holds(ElfSection section) => sections.Contains(section.Index);

    /// <returns>The index of the map whose definition starts at exactly this offset; null if there is none.</returns>
    public int? At(int section, ulong offset) => byPlace.TryGetValue((section, offset), out var index) ? index : null;

    /// <returns>The index of the map that holds a section of global variables; null for other sections.</returns>
    public int? DataOf(ElfSection section) => bySection.TryGetValue(section.Index, out var index) ? index : null;
}
