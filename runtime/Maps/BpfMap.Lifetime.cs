using System;
using BpfGen.Host;
using BpfGen.Interop;

namespace BpfGen;

/// <content>What is done with a map as a whole.</content>
public partial class BpfMap
{
    /// <summary>
    /// Where this handle has pinned the map, or where it was opened; null where it is not known to be pinned. What an object's own definition pins is not
    /// told here.
    /// </summary>
    public string? PinPath { get; internal set; }

    /// <summary>Whether user space may change the map no more: see <see cref="Freeze"/>. False also where <c>/proc</c> does not say.</summary>
    public bool IsFrozen
    {
        get
        {
            using var lease = Descriptor.Use();
            return ProcFile.TryRead($"/proc/self/fdinfo/{lease.Number}")?.Contains("frozen:\t1", StringComparison.Ordinal) ?? false;
        }
    }

    /// <summary>What the kernel says of the map now (<c>BPF_OBJ_GET_INFO_BY_FD</c>).</summary>
    /// <exception cref="BpfException">The kernel does not say.</exception>
    public BpfMapInfo GetInfo()
    {
        var errno = Bpf.Info(Descriptor, out MapInfo info);
        return errno == 0 ? new BpfMapInfo(info) : throw Failure("BPF_OBJ_GET_INFO_BY_FD", errno);
    }

    /// <summary>
    /// Makes the map one that user space, this process and others, cannot change any more; programs still can. It cannot be undone (<c>BPF_MAP_FREEZE</c>).
    /// </summary>
    /// <exception cref="BpfException">
    /// The kernel refuses: <c>EPERM</c> where it is frozen already, <c>EBUSY</c> where somebody has it mapped to write, <c>ENOTSUPP</c> for kinds of map that
    /// cannot be.
    /// </exception>
    public unsafe void Freeze()
    {
        var errno = Bpf.Element(BpfCommand.MapFreeze, Descriptor, null, null);
        if (errno != 0)
        {
            throw Failure("BPF_MAP_FREEZE", errno, IsFrozen ? "It is frozen already." : errno == Errno.EBUSY ? "Somebody has it mapped to write to it." : null);
        }
    }

    /// <summary>Gives the map a name in a BPF file system, which keeps it without this handle and without this process.</summary>
    /// <param name="path">The path: <c>/sys/fs/bpf/my-map</c>. Its folder has to be there.</param>
    /// <exception cref="BpfException">The kernel refuses (<c>BPF_OBJ_PIN</c>): <c>EEXIST</c> where the name is taken.</exception>
    public void Pin(string path)
    {
        Pinning.Add(Descriptor, path, Subject);
        PinPath = path;
    }

    /// <summary>Removes the name that <see cref="Pin"/> gave, or that the map was opened by. The map stays, as long as this handle does.</summary>
    /// <exception cref="InvalidOperationException">The map was not pinned or opened by a name through this handle.</exception>
    /// <exception cref="BpfException">The name cannot be removed (<c>unlink</c>).</exception>
    public void Unpin()
    {
        Pinning.Remove(PinPath, Subject);
        PinPath = null;
    }
}
