using BpfGen.Errors;
using BpfGen.Interop;

namespace BpfGen.Loading;

/// <summary>Writes what maps of maps and program arrays hold at first.</summary>
internal static unsafe class InitialSlots
{
    public const int NumbersPerSlot = 3;

    /// <summary>Sets an entry of a map that options may have left out.</summary>
    /// <exception cref="BpfException">
    /// What it shall hold was left out, without which programs would call nothing where their author wrote a call (libbpf refuses it as well), or the
    /// kernel refuses.
    /// </exception>
    public static void Set(FileDescriptor? map, string mapName, int key, FileDescriptor? target, string what, string objectName)
    {
        if (map is null)
        {
            return;
        }

        if (target is null)
        {
            throw Failure(mapName, key, what, objectName, Errno.EBADF, $"That {what} was left out: set {(what == "map" ? "AutoCreate" : "AutoLoad")} = true for it in the options that Load is given.");
        }

        using var lease = target.Use();
        var value = lease.Number;
        if (Bpf.Element(BpfCommand.MapUpdateElement, map, &key, &value) is not 0 and var errno)
        {
            var hint = errno is Errno.EINVAL
                ? $"The {what} is not like what the map was made for."
                : Hints.ForCapability(errno, Capability.Bpf);
            throw Failure(mapName, key, what, objectName, errno, hint);
        }
    }

    private static BpfException Failure(string mapName, int key, string what, string objectName, int errno, string? hint) =>
        new("BPF_MAP_UPDATE_ELEM", errno, $"entry {key} of map '{mapName}' of {objectName}, which the object fills with a {what}", hint);
}
