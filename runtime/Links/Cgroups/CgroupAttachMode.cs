namespace BpfGen;

/// <summary>
/// How a program is attached to a cgroup's hook, and which other programs can be attached to the same hook: the <c>BPF_F_ALLOW_…</c> flags
/// of the kernel's <c>uapi/linux/bpf.h</c>.
/// </summary>
public enum CgroupAttachMode
{
    /// <summary>
    /// By a link, which allows other programs at the hook. On kernels without cgroup links (before Linux 5.7), this mode works like <see
    /// cref="Multi"/>, or fails if <see cref="CgroupAttachOptions.LinkOnly"/> is set.
    /// </summary>
    Link,

    /// <summary>
    /// Without a link (<c>BPF_F_ALLOW_MULTI</c>): allows other programs at the hook. Programs of descendant cgroups run before this one.
    /// </summary>
    Multi,

    /// <summary>
    /// Without a link (<c>BPF_F_ALLOW_OVERRIDE</c>): the only program at the hook of this cgroup. If a descendant cgroup has a program,
    /// that program runs instead of this one.
    /// </summary>
    Override,

    /// <summary>Without a link and without flags: the only program at the hook, in this cgroup and in descendant cgroups.</summary>
    Exclusive,
}
