using BpfGen.Generator.Model;

namespace BpfGen.Generator.Linking;

/// <summary>
/// Completes the sizes of keys and values that the map type alone determines. Definitions often leave these sizes out, because other
/// loaders set them, too.
/// </summary>
internal static class ImpliedSizes
{
    /// <summary>Completes a definition. A size that the kernel rejects is not changed, so that it is reported.</summary>
    public static MapModel Of(MapModel map) => map.Type switch
    {
        MapType.PerfEventArray when map is { KeySize: 0 or sizeof(uint), ValueSize: 0 or sizeof(uint) } =>
            map with { KeySize = sizeof(uint), ValueSize = sizeof(uint) },
        MapType.ArrayOfMaps or MapType.HashOfMaps when map.ValueSize == 0 => map with { ValueSize = sizeof(uint) },
        _ => map,
    };

    /// <summary>
    /// Completes a definition with types. The declared value type of a buffer is the type of its records. Only the reader of the records
    /// needs this type.
    /// </summary>
    public static MapModel OfTyped(MapModel map) => map.Type switch
    {
        MapType.RingBuffer or MapType.UserRingBuffer => map with { KeySize = 0, ValueSize = 0, RecordType = map.ValueType },
        MapType.PerfEventArray => map with { KeySize = sizeof(uint), ValueSize = sizeof(uint), RecordType = map.ValueType },
        _ => Of(map),
    };
}
