using System;
using BpfGen.Interop;

namespace BpfGen;

/// <content>Operations on the map as a whole: information, freezing, pinning.</content>
public partial class BpfMap
{
    /// <summary>
    /// The path of the map's pin. It is set if the load pinned the map or found it pinned, if <see cref="Pin"/> of this handle pinned the
    /// map, or if this handle was opened by path. Otherwise null, even if another process has pinned the map.
    /// </summary>
    public string? PinPath { get; internal set; }

    /// <summary>
    /// Whether the map is frozen, so that user space can no longer change it (see <see cref="Freeze"/>). False if <c>/proc</c> is not
    /// available.
    /// </summary>
    public bool IsFrozen
    {
        get
        {
            using var lease = Descriptor.Use();
            return ProcFile.Field(ProcFile.TryRead($"/proc/self/fdinfo/{lease.Number}"), "frozen:") is "1";
        }
    }

    /// <summary>Asks the kernel for the current properties of the map (<c>BPF_OBJ_GET_INFO_BY_FD</c>).</summary>
    /// <exception cref="BpfException">The kernel rejected the query.</exception>
    public BpfMapInfo GetInfo()
    {
        var errno = Bpf.Info(Descriptor, out MapInfo info);
        return errno == 0 ? new BpfMapInfo(info) : throw Failure("BPF_OBJ_GET_INFO_BY_FD", errno);
    }

    /// <summary>
    /// Makes the map read-only for user space: for this process and for all others. eBPF programs can still change it. This cannot be
    /// undone (<c>BPF_MAP_FREEZE</c>).
    /// </summary>
    /// <exception cref="BpfException">
    /// The kernel rejected the command: <c>EPERM</c> if the map is already frozen, <c>EBUSY</c> if a process has a writable mapping of it,
    /// <c>ENOTSUPP</c> if the map type cannot be frozen.
    /// </exception>
    public unsafe void Freeze()
    {
        var errno = Bpf.Element(BpfCommand.MapFreeze, Descriptor, null, null);
        if (errno != 0)
        {
            throw Failure(
                "BPF_MAP_FREEZE",
                errno,
                IsFrozen ? "The map is already frozen." : errno == Errno.EBUSY ? "A process has a writable mapping of the map." : null);
        }
    }

    /// <summary>
    /// Pins the map to a path in a BPF file system. The pin keeps the map alive without this handle and without this process.
    /// </summary>
    /// <param name="path">The path, such as <c>/sys/fs/bpf/my-map</c>. Its folder must exist.</param>
    /// <exception cref="ArgumentException">The path is null, empty or relative.</exception>
    /// <exception cref="BpfException">The kernel rejected <c>BPF_OBJ_PIN</c>: <c>EEXIST</c> if the path already exists.</exception>
    public void Pin(string path)
    {
        Host.Pinning.Add(Descriptor, path, Subject);
        PinPath = path;
    }

    /// <summary>Removes the pin at <see cref="PinPath"/>. The map itself stays alive at least as long as this handle.</summary>
    /// <exception cref="InvalidOperationException">
    /// <see cref="PinPath"/> is null: neither the load nor this handle pinned the map or opened it by a path.
    /// </exception>
    /// <exception cref="BpfException">The kernel could not remove the path (<c>unlink</c>).</exception>
    public void Unpin()
    {
        Host.Pinning.Remove(PinPath, Subject);
        PinPath = null;
    }
}
