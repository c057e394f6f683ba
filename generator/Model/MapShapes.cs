using BpfGen.KernelFacts;

namespace BpfGen.Generator.Model;

/// <summary>The requirements of all kernels for the sizes of each map type, from its row in <see cref="MapTypeTable"/>.</summary>
internal static class MapShapes
{
    /// <summary>The sizes that keys may have. Null if they are not checked, or if the type is unknown.</summary>
    public static SizeRule? KeyOf(MapType type) => SizeRule.Of(MapTypeTable.KeySizes(type));

    /// <summary>The sizes that values may have. Null if they are not checked, or if the type is unknown.</summary>
    public static SizeRule? ValueOf(MapType type) => SizeRule.Of(MapTypeTable.ValueSizes(type));

    /// <summary>Whether the definition has no number of entries, so that the load options must set it.</summary>
    public static bool LacksEntries(MapModel map) => map.MaxEntries == 0 && IsDefined(map) && NeedsEntries(map.Type);

    /// <summary>
    /// Whether the definition has no size of the values, so that the load options must set it. This is false for a map type that allows
    /// only one size, because the load options have no such setting then.
    /// </summary>
    public static bool LacksValueSize(MapModel map) => map.ValueSize == 0 && IsDefined(map) && ValueOf(map.Type) is { IsExact: false };

    /// <summary>
    /// Whether the map is a map of maps whose definition has no inner map. This is not an error, because the load options can set the inner
    /// map, or a map that is already pinned at the pin path can be used.
    /// </summary>
    public static bool LacksInnerMap(MapModel map) => map is { Type: MapType.ArrayOfMaps or MapType.HashOfMaps, InnerMap: null };

    /// <summary>
    /// Whether the number of entries must be 0. Maps of these types have no entries of their own, because the sockets, files, tasks or
    /// cgroups store the values.
    /// </summary>
    public static bool HasNoEntries(MapType type) => MapTypeTable.EntryCounts(type) == "0";

    private static bool IsDefined(MapModel map) => map.StructOps is null && (map.Data is null || map.Type == MapType.Arena);

    /// <summary>Whether the kernel requires a number of entries that the loader cannot determine itself.</summary>
    private static bool NeedsEntries(MapType type) => MapTypeTable.EntryCounts(type) is not ("" or "0" or [.., '?']);
}
