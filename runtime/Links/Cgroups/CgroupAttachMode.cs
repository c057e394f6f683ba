namespace BpfGen;

/// <summary>
/// How a program is attached to a cgroup's hook, and which other programs it allows there: the <c>BPF_F_ALLOW_…</c> flags of the
/// kernel's <c>uapi/linux/bpf.h</c>.
/// </summary>
public enum CgroupAttachMode
{
    /// <summary>
    /// By a link, which allows other programs. On kernels without cgroup links (before Linux 5.7) as <see cref="Multi"/>, unless
    /// <see cref="CgroupAttachOptions.LinkOnly"/> is set.
    /// </summary>
    Link,

    /// <summary>
    /// Without a link (<c>BPF_F_ALLOW_MULTI</c>): allows other programs here. Programs of descendant cgroups run before this one.
    /// </summary>
    Multi,

    /// <summary>
    /// Without a link (<c>BPF_F_ALLOW_OVERRIDE</c>): the only program here. A program of a descendant cgroup runs instead of this one.
    /// </summary>
    Override,

    /// <summary>Without a link and without flags: the only program here and in descendant cgroups.</summary>
    Exclusive,
}
