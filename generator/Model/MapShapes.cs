using BpfGen.KernelFacts;

namespace BpfGen.Generator.Model;

/// <summary>The requirements of all kernels for the sizes of each map type, from its row in <see cref="MapTypeTable"/>.</summary>
internal static class MapShapes
{
    /// <summary>The sizes that keys may have. Null if they are not checked, or if the type is unknown.</summary>
    public static SizeRule? KeyOf(MapType type) => SizeRule.Of(MapTypeTable.KeySizes(type));

    /// <summary>The sizes that values may have. Null if they are not checked, or if the type is unknown.</summary>
    public static SizeRule? ValueOf(MapType type) => SizeRule.Of(MapTypeTable.ValueSizes(type));

    /// <summary>Whether the definition leaves the number of entries to the load options.</summary>
    public static bool LacksEntries(MapModel map) => map.MaxEntries == 0 && IsDefined(map) && NeedsEntries(map.Type);

    /// <summary>
    /// Whether the definition leaves the size of the values to the load options. They cannot set the size if the type has only one.
    /// </summary>
    public static bool LacksValueSize(MapModel map) => map.ValueSize == 0 && IsDefined(map) && ValueOf(map.Type) is { IsExact: false };

    /// <summary>
    /// Whether the definition leaves the inner maps to the load options. The map that is pinned at a path may have an inner map that the
    /// object does not define.
    /// </summary>
    public static bool LacksInnerMap(MapModel map) => map is { Type: MapType.ArrayOfMaps or MapType.HashOfMaps, InnerMap: null };

    /// <summary>
    /// Whether the number of entries must be 0. Maps of these types have no entries of their own, because the sockets, files, tasks or
    /// cgroups store the values.
    /// </summary>
    public static bool HasNoEntries(MapType type) => MapTypeTable.EntryCounts(type) == "0";

    private static bool IsDefined(MapModel map) => map.StructOps is null && (map.Data is null || map.Type == MapType.Arena);

    /// <summary>Whether the kernel requires a number of entries, and the loader cannot determine it itself.</summary>
    private static bool NeedsEntries(MapType type) => MapTypeTable.EntryCounts(type) is not ("" or "0" or [.., '?']);
}
