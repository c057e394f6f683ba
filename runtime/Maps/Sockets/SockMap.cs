using BpfGen.Loading;

namespace BpfGen;

/// <summary>
/// An array of sockets (<c>BPF_MAP_TYPE_SOCKMAP</c>). Programs redirect messages to its sockets and are attached to it: see
/// <see cref="SkMsgProgram"/> and <see cref="SkSkbProgram"/>.
/// </summary>
public sealed class SockMap : SocketArray, IMapHandle<SockMap>
{
    private SockMap(LoadedMap map)
        : base(map)
    {
    }

    static SockMap IMapHandle<SockMap>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<SockMap>.Takes(MapType type) => type == MapType.SockMap;
}
