using BpfGen.Errors;
using BpfGen.Interop;
using BpfGen.Loading;

namespace BpfGen.Maps;

/// <summary>Compares a map's definition with an existing map that is to be used: a pinned map, or a map in the load options.</summary>
internal static class MapShape
{
    private const uint FlagReadOnlyForProgram = 1 << 7;

    /// <param name="info">The kernel's information about the existing map.</param>
    /// <param name="definition">The required map.</param>
    /// <returns>The difference that makes the existing map unusable; null if there is none.</returns>
    public static string? Difference(in MapInfo info, MapDefinition definition) =>
        info.Type != (uint)definition.Type ? $"it is of type {KindNames.Of((MapType)info.Type)}"
        : info.KeySize != definition.KeySize ? $"its keys have {info.KeySize} bytes, not {definition.KeySize}"
        : info.ValueSize != definition.ValueSize ? $"its values have {info.ValueSize} bytes, not {definition.ValueSize}"
        : null;

    /// <returns>A difference in the number of entries, the flags or <c>map_extra</c>; null if none of these differs.</returns>
    public static string? SmallDifference(in MapInfo info, MapDefinition definition)
    {
        // Ignore BPF_F_RDONLY_PROG for device maps, because the kernel itself adds this flag.
        var flags = definition.Type is MapType.DevMap or MapType.DevMapHash ? info.Flags & ~FlagReadOnlyForProgram : info.Flags;
        return info.MaxEntries != definition.MaxEntries ? $"it holds {info.MaxEntries} entries, not {definition.MaxEntries}"
            : flags != definition.Flags ? $"it has the flags 0x{flags:x}, not 0x{definition.Flags:x}"
            : info.Extra != definition.Extra ? $"its map_extra is {info.Extra}, not {definition.Extra}"
            : null;
    }
}
