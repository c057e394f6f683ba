using System.Diagnostics;

namespace BpfGen.Agent.Cgroups;

/// <summary>The identity of a cgroup: a container, which may belong to a pod, or a unit of the system.</summary>
/// <param name="Cgroup">The name of a service, slice or directory; null for a container.</param>
/// <param name="Container">The first 12 digits of the container's id, or the container's name; null for other cgroups.</param>
/// <param name="Pod">The unique id of the Kubernetes pod; null if there is none.</param>
internal sealed record CgroupIdentity(string? Cgroup, string? Container, string? Pod)
{
    /// <summary>A cgroup that no longer existed when its name was needed.</summary>
    public static CgroupIdentity Gone { get; } = new("(gone)", null, null);

    /// <summary>Sockets and threads that the kernel counts for no cgroup.</summary>
    public static CgroupIdentity None { get; } = new("(none)", null, null);

    /// <summary>A short text for people.</summary>
    public string Text => Container is null ? Cgroup ?? "" : Pod is null ? Container : $"{Container} in pod {Pod}";

    /// <summary>Adds the tags of this cgroup.</summary>
    public TagList AddTo(TagList tags)
    {
        Add(ref tags, "cgroup", Cgroup);
        Add(ref tags, "container", Container);
        Add(ref tags, "pod", Pod);
        return tags;
    }

    private static void Add(ref TagList tags, string name, string? value)
    {
        if (value is not null)
        {
            tags.Add(name, value);
        }
    }
}
