using System.Runtime.InteropServices;
using BpfGen.Errors;
using BpfGen.Interop;
using BpfGen.Maps;

namespace BpfGen.Loading;

/// <summary>Reuses an existing map instead of creating one.</summary>
internal static class MapReuse
{
    /// <param name="source">The map's file descriptor. The caller still owns it.</param>
    /// <param name="definition">
    /// The definition that the map must match. This method sets the definition's number of entries and flags to those of the existing map.
    /// </param>
    /// <param name="objectName">The object's name, for messages.</param>
    /// <returns>A new file descriptor of the map.</returns>
    /// <exception cref="BpfException">The file descriptor cannot be duplicated, or the map has another type or size.</exception>
    public static FileDescriptor Take(SafeHandle source, ref MapDefinition definition, string objectName)
    {
        var map = Duplicate(source, definition, objectName);
        var errno = Bpf.Info(map, out MapInfo info);
        var difference = MapShape.Difference(info, definition);
        if (errno == 0 && difference is null)
        {
            definition = definition with { MaxEntries = info.MaxEntries, Flags = info.Flags };
            return map;
        }

        map.Dispose();
        var subject = MapFactory.Describe(definition, objectName);
        throw errno != 0
            ? new BpfException(
                "BPF_OBJ_GET_INFO_BY_FD", errno, subject, "The kernel gives no information about the map in Reuse or ReuseHandle.")
            : new BpfException("Load", subject, $"The map in Reuse or ReuseHandle cannot be used: {difference}.");
    }

    /// <summary>
    /// Reads the definition of an existing map that serves as the template: the inner maps get its type, sizes and flags.
    /// </summary>
    /// <param name="source">The map's file descriptor. The caller still owns it.</param>
    /// <param name="outer">The map of maps.</param>
    /// <param name="objectName">The object's name, for messages.</param>
    /// <exception cref="BpfException">The file descriptor does not refer to a map.</exception>
    public static MapDefinition Describe(SafeHandle source, MapDefinition outer, string objectName)
    {
        using var map = Duplicate(source, outer, objectName);
        return Bpf.Info(map, out MapInfo info) is not 0 and var errno
            ? throw new BpfException(
                "BPF_OBJ_GET_INFO_BY_FD", errno, MapFactory.Describe(outer, objectName), "The map in InnerMap.Reuse or " +
                    "InnerMap.ReuseHandle cannot be used: the kernel gives no information about it.")
            : new MapDefinition(info.Name.ToString(), (MapType)info.Type, info.KeySize, info.ValueSize, info.MaxEntries)
            {
                Flags = info.Flags,
                Extra = info.Extra,
            };
    }

    /// <exception cref="BpfException">The file descriptor cannot be duplicated.</exception>
    public static FileDescriptor Duplicate(SafeHandle source, MapDefinition definition, string objectName) =>
        FileDescriptor.TryDuplicate(source) ?? throw Refused(Errno.Last, definition, objectName);

    private static BpfException Refused(int errno, MapDefinition definition, string objectName) =>
        new("fcntl(F_DUPFD_CLOEXEC)", errno, MapFactory.Describe(definition, objectName), Hints.ForCapability(errno, Capability.Bpf));
}
