using System;
using BpfGen.Errors;
using BpfGen.Features;
using BpfGen.Interop;

namespace BpfGen.Links;

/// <summary>Attaches programs to maps of sockets: by a link since Linux 6.10, and by <c>BPF_PROG_ATTACH</c> on older kernels.</summary>
internal static class SocketMapAttachment
{
    public static BpfLink Attach(BpfProgram program, BpfMap map, AttachType hook, bool linkOnly)
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
            Errno.EINVAL when !linkOnly && MissingLinks.OfSocketMaps =>
                ProgramAttachLink.Create(program, map.Descriptor, hook, description),
            var errno =>
                throw LinkFactory.Failure(
                    "BPF_LINK_CREATE", errno, LinkFactory.Describe(program, description), HintFor(errno, hook, program.Type)),
        };
    }

    private static string? HintFor(int errno, AttachType hook, ProgramType type) => errno switch
    {
        Errno.EBUSY =>
            "The map already has a program for this hook, or a program that excludes it: a map has either a stream verdict or a " +
            "verdict program.",
        Errno.EINVAL => Hints.ForLink(errno, type, hook) ?? $"The program was loaded for another hook than {KindNames.Of(hook)}.",
        _ => Hints.ForHook(errno, hook),
    };
}
