using System.Collections.Generic;
using System.Linq;

namespace BpfGen.Generator.Linking;

/// <summary>Finds the definitions that legacy maps of maps refer to.</summary>
internal sealed class InnerMapFinder(List<ParsedMap> definitions)
{
    private readonly ILookup<uint, ParsedMap> _byId = definitions.ToLookup(definition => definition.Id);

    private readonly Dictionary<int, List<ParsedMap>> _bySection = definitions.GroupBy(definition => definition.Section.Index)
        .ToDictionary(group => group.Key, group => group.ToList());

    private readonly List<ParsedMap> _legacy = [.. definitions.Where(definition => !BtfMapReader.IsNameOf(definition.Section.Name))];

    /// <returns>The definition of the inner map; null if there is none.</returns>
    public ParsedMap? Find(ParsedMap outer, InnerMapReference inner)
    {
        if (inner.IsId)
        {
            return _byId[inner.Value].FirstOrDefault(definition => !ReferenceEquals(definition, outer));
        }

        // The index counts the maps in the outer map's section. If no other map is in this section, each map has its own section, and the
        // index counts all maps.
        var sameSection = _bySection[outer.Section.Index];
        var all = sameSection.Count > 1 ? sameSection : _legacy;
        return inner.Value < all.Count ? all[(int)inner.Value] : null;
    }
}
