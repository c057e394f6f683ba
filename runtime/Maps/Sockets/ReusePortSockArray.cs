using BpfGen.Loading;

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

    static ReusePortSockArray IMapHandle<ReusePortSockArray>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<ReusePortSockArray>.Takes(MapType type) => type == MapType.ReusePortSockArray;
}
