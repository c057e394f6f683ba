using System;
using BpfGen.Interop;
using BpfGen.Links;

namespace BpfGen;

/// <summary>
/// A registration of a struct_ops map's functions with the kernel. The kernel unregisters the functions when no handle, pin or process
/// holds this link any more.
/// </summary>
public sealed class StructOpsLink : KernelLink
{
    private readonly FileDescriptor _descriptor;
    private readonly string _subject;

    internal StructOpsLink(FileDescriptor descriptor, string subject)
        : base(descriptor, subject) => (_descriptor, _subject) = (descriptor, subject);

    /// <summary>Replaces the registered functions atomically, if the kernel's struct supports it.</summary>
    /// <param name="map">
    /// The map with the new functions, for the same kernel struct. If the struct contains a name (such as that of a TCP congestion
    /// control), both maps must have the same name.
    /// </param>
    /// <exception cref="System.ArgumentNullException">The map is null.</exception>
    /// <exception cref="BpfException">The kernel rejected the update (<c>BPF_LINK_UPDATE</c>).</exception>
    public void Update(StructOpsMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        var errno = map.Register();
        if (errno is not (0 or Errno.EBUSY))
        {
            throw LinkFactory.Failure("BPF_MAP_UPDATE_ELEM", errno, $"map '{map.Name}'");
        }

        using var link = _descriptor.Use();
        using var next = map.MapDescriptor.Use();
        var attributes = new LinkUpdateAttributes { LinkFd = link.Number, NewFd = next.Number };
        if (Bpf.Call(BpfCommand.LinkUpdate, ref attributes) < 0)
        {
            throw LinkFactory.Failure("BPF_LINK_UPDATE", Errno.Last, $"{_subject} and map '{map.Name}'");
        }
    }
}
