using System;
using BpfGen.Errors;
using BpfGen.Interop;

namespace BpfGen.Links;

/// <summary>Attaches programs to maps of sockets: by a link since 6.10, and with <c>BPF_PROG_ATTACH</c> before.</summary>
internal static class SocketMapAttachment
{
    public static BpfLink Attach(BpfProgram program, BpfMap map, AttachType hook)
    {
        ArgumentNullException.ThrowIfNull(map);
        if (map.Type is not (MapType.SockMap or MapType.SockHash))
        {
            throw new ArgumentException($"Map '{map.Name}' is of type {KindNames.Of(map.Type)}; program '{program.Name}' attaches to maps of sockets (SockMap, SockHash).");
        }

        var description = $"{KindNames.Of(hook)} of map '{map.Name}'";
        using var lease = map.Descriptor.Use();
        var attributes = new LinkCreateAttributes { TargetFd = lease.Number, AttachType = (uint)hook };
        return LinkFactory.TryCreate(program, ref attributes, description, out var link) switch
        {
            0 => link!,
            Errno.EINVAL => ProgramAttachLink.Create(program, map.Descriptor, hook, description),
            var errno => throw LinkFactory.Failure("BPF_LINK_CREATE", errno, LinkFactory.Describe(program, description), HintFor(errno, hook)),
        };
    }

    private static string? HintFor(int errno, AttachType hook) => errno == Errno.EBUSY
        ? "The map has such a program already, or one that does not go with it: a stream verdict and a verdict exclude one another."
        : Hints.ForHook(errno, hook);
}
