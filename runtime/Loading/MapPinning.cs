using System;
using System.Collections.Generic;
using System.IO;
using BpfGen.Interop;

namespace BpfGen.Loading;

/// <summary>Opens a map where it is pinned, or creates and pins it.</summary>
internal static class MapPinning
{
    /// <param name="definition">The map.</param>
    /// <param name="inner">For a map of maps, the one that its inner maps look like.</param>
    /// <param name="types">The object's types, or null.</param>
    /// <param name="objectName">The object's name, for messages.</param>
    /// <param name="pins">The paths pinned by this load, to which a new one is added.</param>
    public static FileDescriptor OpenOrCreate(
        in MapDefinition definition, FileDescriptor? inner, FileDescriptor? types, string objectName, List<string> pins)
    {
        var path = definition.PinPath!;
        if (ObjectPin.Open(path) is { } existing)
        {
            return CheckSame(existing, definition, objectName);
        }

        var errno = Errno.Last;
        if (errno != Errno.ENOENT)
        {
            throw new BpfException("BPF_OBJ_GET", errno, Describe(definition, objectName), Hints.ForCapability(errno, Capability.Bpf));
        }

        var map = MapFactory.Create(definition, inner, types, objectName);
        try
        {
            Pin(map, path, definition, objectName);
        }
        catch
        {
            map.Dispose();
            throw;
        }

        pins.Add(path);
        return map;
    }

    private static void Pin(FileDescriptor map, string path, in MapDefinition definition, string objectName)
    {
        CreateFolder(path, definition, objectName);
        if (ObjectPin.Create(map, path) is not 0 and var errno)
        {
            var hint = errno is Errno.EINVAL or Errno.ENOENT or Errno.EPERM
                ? "Is a BPF file system mounted there? 'mount -t bpf bpf /sys/fs/bpf' mounts it."
                : null;
            throw new BpfException("BPF_OBJ_PIN", errno, Describe(definition, objectName), hint);
        }
    }

    private static void CreateFolder(string path, in MapDefinition definition, string objectName)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            var errno = exception is UnauthorizedAccessException ? Errno.EACCES : Errno.ENOENT;
            throw new BpfException(
                "mkdir", errno, Describe(definition, objectName), $"{exception.Message} 'mount -t bpf bpf /sys/fs/bpf' mounts a BPF file system.");
        }
    }

    /// <summary>A map of another shape under the same name belongs to something else, and its contents would be read wrong.</summary>
    private static FileDescriptor CheckSame(FileDescriptor map, in MapDefinition definition, string objectName)
    {
        var errno = Bpf.Info(map, out MapInfo info);
        var difference =
            errno != 0 ? $"what is pinned there cannot be asked what it is ({Errno.NameOf(errno)})"
            : info.Type != (uint)definition.Type ? $"the pinned map is of type {(MapType)info.Type}"
            : info.KeySize != definition.KeySize ? $"the pinned map's keys have {info.KeySize} bytes, not {definition.KeySize}"
            : info.ValueSize != definition.ValueSize ? $"the pinned map's values have {info.ValueSize} bytes, not {definition.ValueSize}"
            : info.MaxEntries != definition.MaxEntries ? $"the pinned map holds {info.MaxEntries} entries, not {definition.MaxEntries}"
            : info.Flags != definition.Flags ? $"the pinned map has the flags 0x{info.Flags:x}, not 0x{definition.Flags:x}"
            : null;
        if (difference is null)
        {
            return map;
        }

        map.Dispose();
        throw new BpfException(
            "BPF_OBJ_GET", Errno.EEXIST, Describe(definition, objectName), $"It cannot be used: {difference}. Remove the pin, or rename the map.");
    }

    private static string Describe(in MapDefinition definition, string objectName) =>
        $"{MapFactory.Describe(definition, objectName)} pinned at {definition.PinPath}";
}
