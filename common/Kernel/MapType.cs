namespace BpfGen;

/// <summary>
/// The types of eBPF map, with the kernel's values (<c>enum bpf_map_type</c> in <c>uapi/linux/bpf.h</c>).
/// </summary>
#if BPFGEN_GENERATOR
internal
#else
public
#endif
enum MapType : uint
{
    /// <summary><c>BPF_MAP_TYPE_UNSPEC</c>: no map type. The kernel rejects it.</summary>
    Unspecified = 0,

    /// <summary><c>BPF_MAP_TYPE_HASH</c>. Since Linux 3.19.</summary>
    Hash = 1,

    /// <summary><c>BPF_MAP_TYPE_ARRAY</c>. Since Linux 3.19.</summary>
    Array = 2,

    /// <summary><c>BPF_MAP_TYPE_PROG_ARRAY</c>. Since Linux 4.2.</summary>
    ProgramArray = 3,

    /// <summary><c>BPF_MAP_TYPE_PERF_EVENT_ARRAY</c>. Since Linux 4.3.</summary>
    PerfEventArray = 4,

    /// <summary><c>BPF_MAP_TYPE_PERCPU_HASH</c>. Since Linux 4.6.</summary>
    PerCpuHash = 5,

    /// <summary><c>BPF_MAP_TYPE_PERCPU_ARRAY</c>. Since Linux 4.6.</summary>
    PerCpuArray = 6,

    /// <summary><c>BPF_MAP_TYPE_STACK_TRACE</c>. Since Linux 4.6.</summary>
    StackTrace = 7,

    /// <summary><c>BPF_MAP_TYPE_CGROUP_ARRAY</c>. Since Linux 4.8.</summary>
    CgroupArray = 8,

    /// <summary><c>BPF_MAP_TYPE_LRU_HASH</c>. Since Linux 4.10.</summary>
    LruHash = 9,

    /// <summary><c>BPF_MAP_TYPE_LRU_PERCPU_HASH</c>. Since Linux 4.10.</summary>
    LruPerCpuHash = 10,

    /// <summary><c>BPF_MAP_TYPE_LPM_TRIE</c>. Since Linux 4.11.</summary>
    LpmTrie = 11,

    /// <summary><c>BPF_MAP_TYPE_ARRAY_OF_MAPS</c>. Since Linux 4.12.</summary>
    ArrayOfMaps = 12,

    /// <summary><c>BPF_MAP_TYPE_HASH_OF_MAPS</c>. Since Linux 4.12.</summary>
    HashOfMaps = 13,

    /// <summary><c>BPF_MAP_TYPE_DEVMAP</c>. Since Linux 4.14.</summary>
    DevMap = 14,

    /// <summary><c>BPF_MAP_TYPE_SOCKMAP</c>. Since Linux 4.14.</summary>
    SockMap = 15,

    /// <summary><c>BPF_MAP_TYPE_CPUMAP</c>. Since Linux 4.15.</summary>
    CpuMap = 16,

    /// <summary><c>BPF_MAP_TYPE_XSKMAP</c>. Since Linux 4.18.</summary>
    XskMap = 17,

    /// <summary><c>BPF_MAP_TYPE_SOCKHASH</c>. Since Linux 4.18.</summary>
    SockHash = 18,

    /// <summary><c>BPF_MAP_TYPE_CGROUP_STORAGE</c>. Since Linux 4.19.</summary>
    CgroupStorage = 19,

    /// <summary><c>BPF_MAP_TYPE_REUSEPORT_SOCKARRAY</c>. Since Linux 4.19.</summary>
    ReusePortSockArray = 20,

    /// <summary><c>BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE</c>. Since Linux 4.20.</summary>
    PerCpuCgroupStorage = 21,

    /// <summary><c>BPF_MAP_TYPE_QUEUE</c>. Since Linux 4.20.</summary>
    Queue = 22,

    /// <summary><c>BPF_MAP_TYPE_STACK</c>. Since Linux 4.20.</summary>
    Stack = 23,

    /// <summary><c>BPF_MAP_TYPE_SK_STORAGE</c>. Since Linux 5.2.</summary>
    SkStorage = 24,

    /// <summary><c>BPF_MAP_TYPE_DEVMAP_HASH</c>. Since Linux 5.4.</summary>
    DevMapHash = 25,

    /// <summary><c>BPF_MAP_TYPE_STRUCT_OPS</c>. Since Linux 5.6.</summary>
    StructOps = 26,

    /// <summary><c>BPF_MAP_TYPE_RINGBUF</c>. Since Linux 5.8.</summary>
    RingBuffer = 27,

    /// <summary><c>BPF_MAP_TYPE_INODE_STORAGE</c>. Since Linux 5.10.</summary>
    InodeStorage = 28,

    /// <summary><c>BPF_MAP_TYPE_TASK_STORAGE</c>. Since Linux 5.11.</summary>
    TaskStorage = 29,

    /// <summary><c>BPF_MAP_TYPE_BLOOM_FILTER</c>. Since Linux 5.16.</summary>
    BloomFilter = 30,

    /// <summary><c>BPF_MAP_TYPE_USER_RINGBUF</c>. Since Linux 6.1.</summary>
    UserRingBuffer = 31,

    /// <summary><c>BPF_MAP_TYPE_CGRP_STORAGE</c>. Since Linux 6.2.</summary>
    CgrpStorage = 32,

    /// <summary><c>BPF_MAP_TYPE_ARENA</c>. Since Linux 6.9.</summary>
    Arena = 33,

    /// <summary><c>BPF_MAP_TYPE_INSN_ARRAY</c>. Since Linux 6.19.</summary>
    InstructionArray = 34,

    /// <summary><c>BPF_MAP_TYPE_RHASH</c>.</summary>
    RHash = 35,
}
