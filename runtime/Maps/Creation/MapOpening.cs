using BpfGen.Errors;
using BpfGen.Host;
using BpfGen.Interop;
using BpfGen.Loading;

namespace BpfGen.Maps;

/// <summary>Creates handles for existing maps, which another process may have created.</summary>
internal static class MapOpening
{
    /// <param name="id">The map's id.</param>
    /// <param name="subject">The description of the map, for messages.</param>
    public static T ById<T>(uint id, string subject)
        where T : BpfMap, IMapHandle<T> =>
        Open<T>("BPF_MAP_GET_FD_BY_ID", ObjectOpening.ById(BpfCommand.MapGetFdById, id), subject);

    /// <param name="command">The command that returned the descriptor, for messages.</param>
    /// <param name="descriptor">The map's descriptor, which the handle then owns. Null if the command just failed.</param>
    /// <param name="subject">The description of the map, for messages.</param>
    public static T Open<T>(string command, FileDescriptor? descriptor, string subject)
        where T : BpfMap, IMapHandle<T> =>
        ObjectOpening.Open(
            command, descriptor, subject, "map", "map_type:", map => T.Create(new LoadedMap(map, Definition<T>(command, map, subject))));

    /// <returns>
    /// The handle, which owns the descriptor. Null if the class does not support the map type, or if the map's sizes differ from those of
    /// the class's types; then the descriptor is closed.
    /// </returns>
    public static T? TryTake<T>(FileDescriptor descriptor)
        where T : BpfMap, IMapHandle<T>
    {
        T? map = null;
        try
        {
            if (Bpf.Info(descriptor, out MapInfo info) == 0 && T.Takes((MapType)info.Type))
            {
                map = T.Create(new LoadedMap(descriptor, Definition(info)));
            }
        }
        catch (System.InvalidOperationException)
        {
            // The key or value size of the map does not fit the types of the handle class, so return null.
        }
        finally
        {
            if (map is null)
            {
                descriptor.Dispose();
            }
        }

        return map;
    }

    private static MapDefinition Definition(in MapInfo info) =>
        new(info.Name.ToString(), (MapType)info.Type, info.KeySize, info.ValueSize, info.MaxEntries)
        {
            Flags = info.Flags,
            Extra = info.Extra,
        };

    private static MapDefinition Definition<T>(string command, FileDescriptor descriptor, string subject)
        where T : BpfMap, IMapHandle<T>
    {
        if (Bpf.Info(descriptor, out MapInfo info) is not 0 and var errno)
        {
            throw new BpfException("BPF_OBJ_GET_INFO_BY_FD", errno, subject);
        }

        var type = (MapType)info.Type;
        return T.Takes(type)
            ? Definition(info)
            : throw new BpfException(
                ObjectOpening.MethodOf(command),
                subject,
                $"The map is of type {KindNames.Of(type)}, which {typeof(T).Name} does not support.");
    }
}
