using BpfGen.Errors;
using BpfGen.Interop;
using BpfGen.Loading;

namespace BpfGen.Maps;

/// <summary>Compares a map that is there already with the one that it would take the place of.</summary>
internal static class MapShape
{
    private const uint FlagReadOnlyForProgram = 1 << 7;

    /// <param name="errno">What came of asking the kernel.</param>
    /// <param name="info">What the kernel says of the map that is there.</param>
    /// <param name="definition">The map that is wanted.</param>
    /// <returns>What makes the handle of the one useless for the other; null where nothing does.</returns>
    public static string? Difference(int errno, in MapInfo info, in MapDefinition definition) =>
        errno != 0 ? $"it cannot be asked what it is ({Errno.NameOf(errno)})"
        : info.Type != (uint)definition.Type ? $"it is of type {KindNames.Of((MapType)info.Type)}"
        : info.KeySize != definition.KeySize ? $"its keys have {info.KeySize} bytes, not {definition.KeySize}"
        : info.ValueSize != definition.ValueSize ? $"its values have {info.ValueSize} bytes, not {definition.ValueSize}"
        : null;

    /// <returns>What else is not the same; null where nothing is.</returns>
    public static string? SmallDifference(in MapInfo info, in MapDefinition definition)
    {
        // The kernel makes device maps read-only for programs by itself.
        var flags = definition.Type is MapType.DevMap or MapType.DevMapHash ? info.Flags & ~FlagReadOnlyForProgram : info.Flags;
        return info.MaxEntries != definition.MaxEntries ? $"it holds {info.MaxEntries} entries, not {definition.MaxEntries}"
            : flags != definition.Flags ? $"it has the flags 0x{flags:x}, not 0x{definition.Flags:x}"
            : info.Extra != definition.Extra ? $"its map_extra is {info.Extra}, not {definition.Extra}"
            : null;
    }
}
