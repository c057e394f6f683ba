using BpfGen.Generator.Model;

namespace BpfGen.Generator.Linking;

/// <summary>
/// Completes the sizes of keys and values that the map type alone determines. Definitions often leave them out, and other loaders set them,
/// too.
/// </summary>
internal static class ImpliedSizes
{
    /// <summary>Completes a definition. A size that the kernel rejects stays, so that it is reported.</summary>
    public static MapModel Of(MapModel map) => map.Type switch
    {
        MapType.PerfEventArray when map is { KeySize: 0 or sizeof(uint), ValueSize: 0 or sizeof(uint) } =>
            map with { KeySize = sizeof(uint), ValueSize = sizeof(uint) },
        MapType.ArrayOfMaps or MapType.HashOfMaps when map.ValueSize == 0 => map with { ValueSize = sizeof(uint) },
        _ => map,
    };

    /// <summary>
    /// Completes a definition with types. In a buffer, the declared value is the record, which matters to the reader only.
    /// </summary>
    public static MapModel OfTyped(MapModel map) => map.Type switch
    {
        MapType.RingBuffer or MapType.UserRingBuffer => map with { KeySize = 0, ValueSize = 0, RecordType = map.ValueType },
        MapType.PerfEventArray => map with { KeySize = sizeof(uint), ValueSize = sizeof(uint), RecordType = map.ValueType },
        _ => Of(map),
    };
}
