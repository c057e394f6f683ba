using System.Collections.Generic;
using System.Linq;
using BpfGen.Generator.Collections;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Elf;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Linking;

/// <summary>Sorts map definitions into the order in which the maps are created: an inner map comes before its map of maps.</summary>
internal static class MapOrder
{
    /// <summary>Sorts the maps, and resolves references to inner maps.</summary>
    /// <param name="definitions">The map definitions.</param>
    /// <param name="data">The sections of global variables, each with its map.</param>
    /// <param name="config">The map of the kernel's configuration values, or null.</param>
    /// <param name="sections">The indexes of the sections that contain map definitions.</param>
    /// <param name="problems">Receives the problems.</param>
    public static MapTable Arrange(
        List<ParsedMap> definitions,
        IEnumerable<(ElfSection Section, MapModel Map)> data,
        MapModel? config,
        HashSet<int> sections,
        ProblemList problems)
    {
        var models = new List<MapModel>(definitions.Count);
        var byPlace = new Dictionary<(int, ulong), int>();
        var bySection = new Dictionary<int, int>();
        var siblings = new InnerMapFinder(definitions);

        // The kernel does not accept a map of maps as an inner map. So it is enough to place the maps of maps after all other maps.
        foreach (var definition in definitions.OrderBy(definition => definition.Inner is not null))
        {
            var map = definition.Map;
            if (definition.Inner is { } inner)
            {
                var target = siblings.Find(definition, inner);
                if (target is null || target.Inner is not null)
                {
                    problems.Add(
                        Rules.BadMapDefinition,
                        $"map {Printable.Name(map.Name)}",
                        Printable.Name(definition.Section.Name),
                        Describe(inner, target));
                    continue;
                }

                map = map with { InnerMap = byPlace[(target.Section.Index, target.Offset)] };
            }

            if (definition.Template is { } template)
            {
                map = map with { InnerMap = models.Count };
                models.Add(template with { IsTemplate = true });
            }

            if (definition.Variables is { } variables)
            {
                bySection[variables.Index] = models.Count;
            }

            byPlace[(definition.Section.Index, definition.Offset)] = models.Count;
            models.Add(map);
        }

        foreach (var (section, map) in data)
        {
            bySection[section.Index] = models.Count;
            models.Add(map);
        }

        if (config is not null)
        {
            models.Add(config);
        }

        return new MapTable(models.ToEquatableArray(), byPlace, bySection, sections);
    }

    private static string Describe(InnerMapReference inner, ParsedMap? target)
    {
        var name = inner.IsId ? $"the map with id {inner.Value}" : $"map {inner.Value} of its section";
        return target is null
            ? $"its inner map is {name}, which does not exist"
            : $"its inner map is {name}, {Printable.Name(target.Map.Name)}, which is also a map of maps. "
                + "The kernel allows only one level";
    }
}
