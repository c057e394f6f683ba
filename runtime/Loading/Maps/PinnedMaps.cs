using BpfGen.Errors;
using BpfGen.Interop;
using BpfGen.Maps;

namespace BpfGen.Loading;

/// <summary>Opens maps where they are pinned, and pins them.</summary>
internal static class PinnedMaps
{
    /// <returns>The map that is pinned where this one wants to be; null where none is.</returns>
    public static FileDescriptor? TryOpen(in MapDefinition definition, string objectName)
    {
        if (ObjectPin.Open(definition.PinPath!) is { } existing)
        {
            return CheckSame(existing, definition, objectName);
        }

        var errno = Errno.Last;
        return errno == Errno.ENOENT
            ? null
            : throw new BpfException("BPF_OBJ_GET", errno, Describe(definition, objectName), Hints.ForCapability(errno, Capability.Bpf));
    }

    /// <returns>False where something is pinned there already.</returns>
    public static bool TryPin(FileDescriptor map, in MapDefinition definition, string objectName)
    {
        var path = definition.PinPath!;
        CreateFolder(path, definition, objectName);
        var errno = ObjectPin.Create(map, path);
        if (errno is 0 or Errno.EEXIST)
        {
            return errno == 0;
        }

        throw new BpfException("BPF_OBJ_PIN", errno, Describe(definition, objectName), Hints.ForPin(errno, path));
    }

    private static void CreateFolder(string path, in MapDefinition definition, string objectName)
    {
        if (Folder.CreateAbove(path) is not 0 and var errno)
        {
            throw new BpfException(
                "mkdir", errno, Describe(definition, objectName), "Is a BPF file system mounted there? 'mount -t bpf bpf /sys/fs/bpf' mounts it.");
        }
    }

    /// <summary>A map of another shape under the same name belongs to something else, and its contents would be read wrong.</summary>
    private static FileDescriptor CheckSame(FileDescriptor map, in MapDefinition definition, string objectName)
    {
        var errno = Bpf.Info(map, out MapInfo info);
        var difference = MapShape.Difference(errno, info, definition) ?? MapShape.SmallDifference(info, definition);
        if (difference is null)
        {
            return map;
        }

        map.Dispose();
        throw new BpfException(
            "BPF_OBJ_GET", Errno.EEXIST, Describe(definition, objectName), $"What is pinned there cannot be used: {difference}. Remove the pin, or rename the map.");
    }

    private static string Describe(in MapDefinition definition, string objectName) =>
        $"{MapFactory.Describe(definition, objectName)} pinned at {definition.PinPath}";
}
