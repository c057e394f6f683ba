using System;
using BpfGen.Errors;
using BpfGen.Interop;
using BpfGen.Loading;

namespace BpfGen.Maps;

/// <summary>Opens pinned maps, and pins maps.</summary>
internal static class PinnedMaps
{
    /// <returns>The map that is pinned at the definition's path; null if nothing is pinned there.</returns>
    public static FileDescriptor? TryOpen(MapDefinition definition, string objectName)
    {
        if (ObjectPin.Open(definition.PinPath!) is { } existing)
        {
            return CheckSame(existing, definition, objectName);
        }

        var errno = Errno.Last;
        return errno == Errno.ENOENT
            ? null
            : throw new BpfException("BPF_OBJ_GET", errno, Describe(definition, objectName), HintOf(errno, definition.PinPath!));
    }

    /// <returns>False if a file already exists at the definition's path.</returns>
    public static bool TryPin(FileDescriptor map, MapDefinition definition, string objectName, NewPins pins)
    {
        var path = definition.PinPath!;
        CreateFolder(path, definition, objectName, pins);
        var errno = ObjectPin.Create(map, path);
        if (errno == 0)
        {
            pins.Add(path);
            return true;
        }

        return errno == Errno.EEXIST
            ? false
            : throw new BpfException("BPF_OBJ_PIN", errno, Describe(definition, objectName), Hints.ForPin(errno, path));
    }

    private static void CreateFolder(string path, MapDefinition definition, string objectName, NewPins pins)
    {
        if (pins.CreateFolders(path) is not 0 and var errno)
        {
            throw new BpfException(
                "mkdir",
                errno,
                Describe(definition, objectName),
                errno == Errno.EPERM && HasDot(path) ? Hints.ForPin(errno, path)
                    : "Is a BPF file system mounted there? To mount it, run 'mount -t bpf bpf /sys/fs/bpf'.");
        }
    }

    private static string? HintOf(int errno, string path) =>
        errno == Errno.EPERM && HasDot(path) ? Hints.ForPin(errno, path) : Hints.ForCapability(errno, Capability.Bpf);

    private static bool HasDot(string path) => path.AsSpan().IndexOf('.') >= 0;

    /// <summary>
    /// Rejects a pinned map of another type or size. Such a map belongs to another object, so this object would misread its contents.
    /// </summary>
    private static FileDescriptor CheckSame(FileDescriptor map, MapDefinition definition, string objectName)
    {
        var errno = Bpf.Info(map, out MapInfo info);
        var difference = MapShape.Difference(info, definition) ?? MapShape.SmallDifference(info, definition);
        if (errno == 0 && difference is null)
        {
            return map;
        }

        map.Dispose();
        var subject = Describe(definition, objectName);
        throw errno != 0
            ? new BpfException("BPF_OBJ_GET_INFO_BY_FD", errno, subject)
            : new BpfException(
                "Load", subject, $"The pinned map cannot be used: {difference}. Remove the pin, or rename the map.");
    }

    private static string Describe(MapDefinition definition, string objectName) =>
        $"{MapFactory.Describe(definition, objectName)} pinned at {definition.PinPath}";
}
