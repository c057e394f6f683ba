namespace BpfGen;

/// <summary>The kernel interface that creates a kprobe or uprobe. Newer kernels support all older interfaces.</summary>
public enum ProbeMode
{
    /// <summary>
    /// The newest interface that the kernel supports and that the process may use. For uprobes, <c>perf_event_open</c> requires
    /// <c>CAP_SYS_ADMIN</c>.
    /// </summary>
    Newest,

    /// <summary>
    /// A link; attaching fails if the kernel cannot create one. The result is always a <see cref="KernelLink"/>, which can be pinned: the
    /// link of a perf event (Linux 5.15), or, for a uprobe if this process lacks <c>CAP_SYS_ADMIN</c>, a uprobe multi link (Linux 6.10).
    /// </summary>
    Link,

    /// <summary>A perf event to which the program is attached by <c>ioctl</c>. Since Linux 4.17.</summary>
    PerfEvent,

    /// <summary>
    /// An entry in <c>kprobe_events</c> or <c>uprobe_events</c> of tracefs. A process that is killed leaves the entry behind.
    /// </summary>
    TraceFs,
}
