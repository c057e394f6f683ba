using System;
using BpfGen.Interop;
using BpfGen.Links;

namespace BpfGen;

/// <summary>Functions that are registered with the kernel, as long as anything holds this link.</summary>
public sealed class StructOpsLink : KernelLink
{
    private readonly FileDescriptor _descriptor;
    private readonly string _subject;

    internal StructOpsLink(FileDescriptor descriptor, string subject)
        : base(descriptor, subject) => (_descriptor, _subject) = (descriptor, subject);

    /// <summary>Puts other functions in the place of these, at once, where the kernel's struct allows it.</summary>
    /// <param name="map">The new ones, for the same struct of the kernel; under the same name, where the struct has one.</param>
    /// <exception cref="BpfException">The kernel refuses (<c>BPF_LINK_UPDATE</c>).</exception>
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
