namespace BpfGen;

/// <summary>What an iterator goes through. Each kind of iterator takes what is its own, and nothing else.</summary>
public sealed record IteratorOptions
{
    /// <summary>For <c>iter/bpf_map_elem</c>, <c>iter/bpf_sk_storage_map</c> and <c>iter/sockmap</c>, which need it: the map whose entries it goes through.</summary>
    public BpfMap? Map { get; init; }

    /// <summary>For <c>iter/cgroup</c>: the folder of the cgroup to begin with; null for the root of all (Linux 6.1).</summary>
    public string? Cgroup { get; init; }

    /// <summary>For <c>iter/cgroup</c>: which cgroups, and in which order.</summary>
    public CgroupOrder CgroupOrder { get; init; }

    /// <summary>For <c>iter/task</c>, <c>iter/task_file</c> and <c>iter/task_vma</c>: the thread; null for all (Linux 6.1).</summary>
    public int? Tid { get; init; }

    /// <summary>For the same: the process whose threads it goes through; null for all (Linux 6.1).</summary>
    public int? Pid { get; init; }
}

/// <summary>Which cgroups an iterator goes through, and in which order: <c>enum bpf_cgroup_iter_order</c>, with the kernel's values.</summary>
public enum CgroupOrder
{
    /// <summary>The kernel's own choice, which takes no cgroup.</summary>
    Unspecified = 0,

    /// <summary>The cgroup alone.</summary>
    SelfOnly = 1,

    /// <summary>It and those below it, each before those below it.</summary>
    DescendantsFirst = 2,

    /// <summary>It and those below it, each after those below it.</summary>
    DescendantsLast = 3,

    /// <summary>It and those above it.</summary>
    AncestorsUp = 4,
}
