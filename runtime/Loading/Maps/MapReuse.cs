using System.Runtime.InteropServices;
using BpfGen.Errors;
using BpfGen.Interop;
using BpfGen.Maps;

namespace BpfGen.Loading;

/// <summary>Takes a map that is there already in place of a new one.</summary>
internal static class MapReuse
{
    /// <param name="source">The map's file descriptor; it stays its owner's.</param>
    /// <param name="definition">The map that it takes the place of; its entries and flags become those of the map that is there.</param>
    /// <param name="objectName">The object's name, for messages.</param>
    /// <returns>A file descriptor of its own.</returns>
    public static FileDescriptor Take(SafeHandle source, ref MapDefinition definition, string objectName)
    {
        var map = FileDescriptor.TryDuplicate(source) ?? throw Refused(Errno.Last, definition, objectName);
        var errno = Bpf.Info(map, out MapInfo info);
        var difference = MapShape.Difference(errno, info, definition);
        if (difference is null)
        {
            definition = definition with { MaxEntries = info.MaxEntries, Flags = info.Flags };
            return map;
        }

        map.Dispose();
        throw new BpfException(
            "BPF_OBJ_GET_INFO_BY_FD", Errno.EINVAL, MapFactory.Describe(definition, objectName), $"The map to re-use cannot take its place: {difference}.");
    }

    private static BpfException Refused(int errno, in MapDefinition definition, string objectName) =>
        new("fcntl(F_DUPFD_CLOEXEC)", errno, MapFactory.Describe(definition, objectName), Hints.ForCapability(errno, Capability.Bpf));
}
