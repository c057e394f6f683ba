using BpfGen.Errors;
using BpfGen.Interop;
using BpfGen.Maps;

namespace BpfGen.Loading;

/// <summary>Writes the initial entries of maps of maps and program arrays.</summary>
internal static unsafe class InitialSlots
{
    public const int NumbersPerSlot = 3;

    /// <summary>Sets an entry of a map. Does nothing if the options skip the map.</summary>
    /// <exception cref="BpfException">
    /// The options skip the map that the entry holds, or the kernel rejected the entry.
    /// </exception>
    public static void Set(FileDescriptor? map, string mapName, int key, FileDescriptor? target, string what, string objectName)
    {
        if (map is null)
        {
            return;
        }

        if (target is null)
        {
            throw Failure(
                mapName,
                key,
                what,
                objectName,
                Errno.EBADF,
                $"That {what} was skipped. Set its AutoCreate to true in the options that you pass to Load.");
        }

        using var lease = target.Use();
        var value = lease.Number;
        if (Bpf.Element(BpfCommand.MapUpdateElement, map, &key, &value) is not 0 and var errno)
        {
            var hint = errno is Errno.EINVAL
                ? ProgramArrayConflict.ExplainEntry(map, mapName) ?? $"The {what} has another type or size than the map requires."
                : Hints.ForCapability(errno, Capability.Bpf);
            throw Failure(mapName, key, what, objectName, errno, hint);
        }
    }

    private static BpfException Failure(string mapName, int key, string what, string objectName, int errno, string? hint) =>
        new("BPF_MAP_UPDATE_ELEM", errno, $"entry {key} of map '{mapName}' of {objectName}, which the object fills with a {what}", hint);
}
