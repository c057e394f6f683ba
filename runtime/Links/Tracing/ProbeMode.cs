namespace BpfGen;

/// <summary>The kernel interface that creates a kprobe or uprobe. Newer kernels support all older interfaces.</summary>
public enum ProbeMode
{
    /// <summary>The newest interface that the kernel supports.</summary>
    Newest,

    /// <summary>A perf event with a link. Since Linux 5.15.</summary>
    Link,

    /// <summary>A perf event to which the program is attached by <c>ioctl</c>. Since Linux 4.17.</summary>
    PerfEvent,

    /// <summary>
    /// An entry in <c>kprobe_events</c> or <c>uprobe_events</c> of tracefs. A process that is killed leaves the entry behind.
    /// </summary>
    TraceFs,
}
