namespace BpfGen;

/// <summary>How a program is attached to a cgroup.</summary>
public sealed record CgroupAttachOptions
{
    /// <summary>Whether other programs may stand beside it.</summary>
    public CgroupAttachMode Mode { get; init; }

    /// <summary>The hook, for a program whose section (<c>cgroup/skb</c>) does not say it; null for the section's own.</summary>
    public AttachType? Hook { get; init; }

    /// <summary>With <see cref="CgroupAttachMode.Multi"/>: the program whose place it takes. Since Linux 5.6.</summary>
    public BpfProgram? Replaces { get; init; }

    /// <summary>The place among the others. Since Linux 6.16.</summary>
    public LinkAnchor Anchor { get; init; }

    /// <summary>Whether it runs before the programs of the cgroups below instead of after them. Since Linux 6.15.</summary>
    public bool Preorder { get; init; }
}
