using BpfGen.Programs;

namespace BpfGen;

/// <summary>
/// Limits the objects that an iterator visits. Each kind of iterator supports only its own options: attaching throws
/// <see cref="System.ArgumentException"/> for other options.
/// </summary>
public sealed record IteratorOptions
{
    /// <summary>
    /// For <c>iter/bpf_map_elem</c>, <c>iter/bpf_sk_storage_map</c> and <c>iter/sockmap</c>: the map whose entries the iterator visits.
    /// These kinds require a map.
    /// </summary>
    public BpfMap? Map { get; init; }

    /// <summary>
    /// For <c>iter/cgroup</c>: the directory of the cgroup to start from; null for the root cgroup. This option requires
    /// <see cref="CgroupOrder"/>. Since Linux 6.1.
    /// </summary>
    public string? Cgroup { get; init; }

    /// <summary>For <c>iter/cgroup</c>, which requires this option: the cgroups to visit, and their order.</summary>
    public CgroupOrder CgroupOrder { get; init; }

    /// <summary>
    /// For <c>iter/task</c>, <c>iter/task_file</c> and <c>iter/task_vma</c>: the id of the thread to visit; null for all threads. Do not
    /// set both this option and <see cref="Pid"/>. Since Linux 6.1.
    /// </summary>
    /// <exception cref="System.ArgumentException">The id is zero or negative.</exception>
    public int? Tid
    {
        get;
        init => field = TaskId.Checked(value, nameof(Tid));
    }

    /// <summary>
    /// For <c>iter/task</c>, <c>iter/task_file</c> and <c>iter/task_vma</c>: the id of the process whose threads to visit; null for all
    /// processes. Do not set both this option and <see cref="Tid"/>. Since Linux 6.1.
    /// </summary>
    /// <exception cref="System.ArgumentException">The id is zero or negative.</exception>
    public int? Pid
    {
        get;
        init => field = TaskId.Checked(value, nameof(Pid));
    }
}

/// <summary>The cgroups that an iterator visits, and their order: <c>enum bpf_cgroup_iter_order</c>, with the kernel's values.</summary>
public enum CgroupOrder
{
    /// <summary>No order, for iterators over other objects than cgroups.</summary>
    Unspecified = 0,

    /// <summary>Only the start cgroup.</summary>
    SelfOnly = 1,

    /// <summary>The start cgroup and its descendants in pre-order: each cgroup before its children.</summary>
    DescendantsPreOrder = 2,

    /// <summary>The start cgroup and its descendants in post-order: each cgroup after its children.</summary>
    DescendantsPostOrder = 3,

    /// <summary>The start cgroup and its ancestors, up to the root.</summary>
    AncestorsUp = 4,
}
