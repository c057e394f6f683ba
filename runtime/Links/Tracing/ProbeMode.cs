namespace BpfGen;

/// <summary>The kernel interface that creates a kprobe or uprobe. Newer kernels support all older interfaces.</summary>
public enum ProbeMode
{
    /// <summary>
    /// The newest interface that the kernel supports. For a uprobe, also the one that the process may use: <c>perf_event_open</c> requires
    /// <c>CAP_SYS_ADMIN</c> for uprobes.
    /// </summary>
    Newest,

    /// <summary>
    /// Only a link, which is always a <see cref="KernelLink"/> and can be pinned: of a perf event (Linux 5.15), or for a uprobe of a
    /// process without <c>CAP_SYS_ADMIN</c>, a link to many locations (Linux 6.10).
    /// </summary>
    Link,

    /// <summary>A perf event to which the program is attached by <c>ioctl</c>. Since Linux 4.17.</summary>
    PerfEvent,

    /// <summary>
    /// An entry in <c>kprobe_events</c> or <c>uprobe_events</c> of tracefs. A process that is killed leaves the entry behind.
    /// </summary>
    TraceFs,
}
