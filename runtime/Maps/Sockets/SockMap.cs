using BpfGen.Loading;
using BpfGen.Maps;

namespace BpfGen;

/// <summary>
/// An array of sockets (<c>BPF_MAP_TYPE_SOCKMAP</c>). Programs can redirect messages to the sockets in the map, and can be attached to the
/// map: see <see cref="SkMsgProgram"/> and <see cref="SkSkbProgram"/>.
/// </summary>
public sealed class SockMap : SocketArray, IMapHandle<SockMap>
{
    private SockMap(LoadedMap map)
        : base(map)
    {
    }

    /// <summary>Creates an array of sockets without an object file.</summary>
    /// <param name="length">The number of elements.</param>
    /// <param name="options">The name, flags, NUMA node and pin; null for none.</param>
    /// <returns>The new map. Dispose it when you no longer need it.</returns>
    /// <exception cref="BpfException">
    /// The kernel rejected the map, or a map of another type or size is pinned at the path in the options.
    /// </exception>
    public static SockMap Create(uint length, MapCreateOptions? options = null) =>
        MapCreation.Create<SockMap>(MapType.SockMap, sizeof(uint), sizeof(ulong), length, options);

    static SockMap IMapHandle<SockMap>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<SockMap>.Takes(MapType type) => type == MapType.SockMap;
}
