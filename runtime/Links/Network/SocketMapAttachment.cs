using System;
using BpfGen.Errors;
using BpfGen.Interop;

namespace BpfGen.Links;

/// <summary>Attaches programs to maps of sockets: by a link since Linux 6.10, and by <c>BPF_PROG_ATTACH</c> on older kernels.</summary>
internal static class SocketMapAttachment
{
    public static BpfLink Attach(BpfProgram program, BpfMap map, AttachType hook)
    {
        ArgumentNullException.ThrowIfNull(map);
        if (map.Type is not (MapType.SockMap or MapType.SockHash))
        {
            throw new ArgumentException($"Map '{map.Name}' is of type {KindNames.Of(map.Type)}, and program '{program.Name}' requires a " +
                "map of sockets (SockMap or SockHash).");
        }

        var description = $"{KindNames.Of(hook)} of map '{map.Name}'";
        using var lease = map.Descriptor.Use();
        var attributes = new LinkCreateAttributes { TargetFd = lease.Number, AttachType = (uint)hook };
        return LinkFactory.TryCreate(program, ref attributes, description, out var link) switch
        {
            0 => link!,
            Errno.EINVAL => ProgramAttachLink.Create(program, map.Descriptor, hook, description),
            var errno =>
                throw LinkFactory.Failure("BPF_LINK_CREATE", errno, LinkFactory.Describe(program, description), HintFor(errno, hook)),
        };
    }

    private static string? HintFor(int errno, AttachType hook) => errno == Errno.EBUSY
        ? "The map already has a program for this hook, or a program that excludes it: "
            + "a map has either a stream verdict or a verdict program."
        : Hints.ForHook(errno, hook);
}
