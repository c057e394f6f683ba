using BpfGen.Interop;

namespace BpfGen.Loading;

/// <summary>Writes what maps of maps and program arrays hold at first.</summary>
internal static unsafe class InitialSlots
{
    public const int NumbersPerSlot = 3;

    /// <summary>Sets an entry, where there are both the map and what it shall hold: options may leave out either.</summary>
    public static void Set(FileDescriptor? map, int key, FileDescriptor? target, string what, string objectName)
    {
        if (map is null || target is null)
        {
            return;
        }

        using var lease = target.Use();
        var value = lease.Number;
        if (Bpf.Element(BpfCommand.MapUpdateElement, map, &key, &value) is not 0 and var errno)
        {
            var hint = errno is Errno.EINVAL
                ? $"The {what} is not like what the map was made for."
                : Hints.ForCapability(errno, Capability.Bpf);
            throw new BpfException("BPF_MAP_UPDATE_ELEM", errno, $"entry {key} of map '{NameOf(map)}' of {objectName}, which the object fills with a {what}", hint);
        }
    }

    private static string NameOf(FileDescriptor map) => Bpf.Info(map, out MapInfo info) == 0 ? info.Name.ToString() : "?";
}
