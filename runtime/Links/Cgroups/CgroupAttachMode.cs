namespace BpfGen;

/// <summary>Whether a hook of a cgroup takes other programs beside one: the <c>BPF_F_ALLOW_…</c> flags of the kernel's <c>uapi/linux/bpf.h</c>.</summary>
public enum CgroupAttachMode
{
    /// <summary>A link, which stands beside others; before Linux 5.7, where there are none, as <see cref="Multi"/>.</summary>
    Link,

    /// <summary>No link (<c>BPF_F_ALLOW_MULTI</c>): the program stands beside others, and cgroups below run theirs before it.</summary>
    Multi,

    /// <summary>No link (<c>BPF_F_ALLOW_OVERRIDE</c>): the only program here, and cgroups below may have one of their own instead.</summary>
    Override,

    /// <summary>No link and no flag: the only program here and below.</summary>
    Exclusive,
}
