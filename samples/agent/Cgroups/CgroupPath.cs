using System;
using System.Text.RegularExpressions;

namespace BpfGen.Agent.Cgroups;

/// <summary>Reads the path of a cgroup, whose form depends on the container runtime and on its cgroup driver.</summary>
internal static partial class CgroupPath
{
    private const int LongestName = 64;
    private const int ShortId = 12;

    /// <summary>Identifies a cgroup.</summary>
    /// <param name="path">The path below the root of the cgroups, such as <c>/system.slice/ssh.service</c>.</param>
    public static CgroupIdentity Parse(string path)
    {
        string? container = null, pod = null, name = null;

        // Containers can be nested, as in a Kubernetes node that is a container. The innermost one counts.
        foreach (var range in path.AsSpan().Split('/'))
        {
            var segment = path[range];
            if (Pod().Match(segment) is { Success: true } podMatch)
            {
                (pod, container) = (podMatch.Groups["uid"].Value.Replace('_', '-'), null);
            }

            if (Container().Match(segment) is { Success: true } match)
            {
                container = match.Groups["id"].Value[..ShortId];
            }
            else if (NamedContainer().Match(segment) is { Success: true } named)
            {
                container = Cut(named.Groups["name"].Value);
            }
            else if (segment.EndsWith(".service", StringComparison.Ordinal) || segment.EndsWith(".slice", StringComparison.Ordinal))
            {
                name = segment;
            }
        }

        return container is not null ? new(null, container, pod) : new(Name(path, name), null, pod);
    }

    // The id of a session or of a transient unit is new each time, so its slice is the name.
    private static string Name(string path, string? unit)
    {
        var trimmed = path.Trim('/');
        return trimmed.Length == 0 ? "/" : Cut(unit is null ? trimmed : TransientUnit().IsMatch(unit) ? "(transient unit)" : unit);
    }

    private static string Cut(string name) => name.Length <= LongestName ? name : name[..LongestName];

    // docker-ID.scope, crio-ID.scope, cri-containerd-ID.scope, libpod-ID.scope, NAME.slice:cri-containerd:ID, and only ID. The monitors of
    // crio and podman (crio-conmon-ID.scope) are not containers.
    [GeneratedRegex("""(?<!conmon-)(?<![0-9a-z])(?<id>[0-9a-f]{64})(\.scope)?$""")]
    private static partial Regex Container();

    // podUID, kubepods-burstable-podUID.slice, kubepods-podUID.slice:cri-containerd:ID. systemd writes _ instead of -. The uid of a static
    // pod is a hash.
    [GeneratedRegex("""(^|-)pod(?<uid>[0-9a-f]{8}([-_][0-9a-f]{4}){3}[-_][0-9a-f]{12}|[0-9a-f]{32})(\.slice(:.*)?)?$""")]
    private static partial Regex Pod();

    // lxc.payload.NAME, machine-NAME.scope of systemd-nspawn, where \x2d is a hyphen.
    [GeneratedRegex("""^(lxc\.payload\.(?<name>.+)|machine-(?<name>[^/]+)\.scope)$""")]
    private static partial Regex NamedContainer();

    [GeneratedRegex("""^run-.*\.service$""")]
    private static partial Regex TransientUnit();
}
