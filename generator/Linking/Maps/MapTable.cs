using System.Collections.Generic;
using BpfGen.Generator.Collections;
using BpfGen.Generator.Elf;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Linking;

/// <summary>The maps of an object, and where in its sections each is defined: what relocations are looked up in.</summary>
internal sealed class MapTable(
    EquatableArray<MapModel> models,
    IReadOnlyDictionary<(int Section, ulong Offset), int> byPlace,
    IReadOnlyDictionary<int, int> bySection,
    ISet<int> sections)
{
    public EquatableArray<MapModel> Models { get; } = models;

    /// <summary>The index of the map that holds values of the kernel's configuration, or null.</summary>
    public int? Config => Models.Count > 0 && Models[Models.Count - 1].Config.Count > 0 ? Models.Count - 1 : null;

    /// <summary>Whether a section holds map definitions.</summary>
    public bool Holds(ElfSection section) => sections.Contains(section.Index);

    /// <returns>The index of the map that begins at exactly this place, or null.</returns>
    public int? At(int section, ulong offset) => byPlace.TryGetValue((section, offset), out var index) ? index : null;

    /// <returns>The index of the map that holds a section of global variables, or null.</returns>
    public int? DataOf(ElfSection section) => bySection.TryGetValue(section.Index, out var index) ? index : null;
}
