using BpfGen.Loading;
using BpfGen.Maps;

namespace BpfGen;

/// <summary>
/// An array of sockets that share one address and port (<c>BPF_MAP_TYPE_REUSEPORT_SOCKARRAY</c>). A <see cref="ReusePortProgram"/> selects
/// one of them.
/// </summary>
public sealed class ReusePortSockArray : SocketArray, IMapHandle<ReusePortSockArray>
{
    private ReusePortSockArray(LoadedMap map)
        : base(map)
    {
    }

    /// <summary>Creates an array of sockets that share a port, without an object file.</summary>
    /// <param name="length">The number of elements.</param>
    /// <param name="options">The name, flags, NUMA node and pin; null for none.</param>
    /// <returns>The new map. Dispose it when you no longer need it.</returns>
    /// <exception cref="BpfException">
    /// The kernel rejected the map, or a map of another type or size is pinned at the path in the options.
    /// </exception>
    public static ReusePortSockArray Create(uint length, MapCreateOptions? options = null) =>
        MapCreation.Create<ReusePortSockArray>(MapType.ReusePortSockArray, sizeof(uint), sizeof(ulong), length, options);

    static ReusePortSockArray IMapHandle<ReusePortSockArray>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<ReusePortSockArray>.Takes(MapType type) => type == MapType.ReusePortSockArray;
}
