namespace BpfGen;

/// <summary>How a kprobe or uprobe is made. Kernels have gained ways, and all of them have those that they had before.</summary>
public enum ProbeMode
{
    /// <summary>The newest that the kernel has.</summary>
    Newest,

    /// <summary>A perf event with a link on it: since Linux 5.15.</summary>
    Link,

    /// <summary>A perf event with the program given to it by <c>ioctl</c>: since Linux 4.17.</summary>
    PerfEvent,

    /// <summary>An entry in <c>kprobe_events</c> or <c>uprobe_events</c> of tracefs, which a killed process leaves there.</summary>
    TraceFs,
}
