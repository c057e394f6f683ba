namespace BpfGen;

/// <summary>How a <see cref="CgroupProgram"/> is attached to a cgroup.</summary>
public sealed record CgroupAttachOptions
{
    /// <summary>Whether to use a link, and which other programs to allow.</summary>
    public CgroupAttachMode Mode { get; init; }

    /// <summary>
    /// With <see cref="CgroupAttachMode.Link"/>: whether to fail on kernels without cgroup links, instead of attaching the program without
    /// a link. If true, the result is always a <see cref="KernelLink"/>, which can be pinned.
    /// </summary>
    public bool LinkOnly { get; init; }

    /// <summary>The hook, for a program whose section does not name it (<c>cgroup/skb</c>); null to use the section's hook.</summary>
    public AttachType? Hook { get; init; }

    /// <summary>With <see cref="CgroupAttachMode.Multi"/>: the attached program to replace; null for none. Since Linux 5.6.</summary>
    public BpfProgram? Replaces { get; init; }

    /// <summary>The position among the cgroup's other programs. Since Linux 6.16.</summary>
    public LinkAnchor Anchor { get; init; }

    /// <summary>Whether the program runs before the programs of descendant cgroups, instead of after them. Since Linux 6.15.</summary>
    public bool Preorder { get; init; }
}
