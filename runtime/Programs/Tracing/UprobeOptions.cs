using BpfGen.Programs;

namespace BpfGen;

/// <summary>How a <see cref="UprobeProgram"/> is attached to a user-space binary.</summary>
public sealed record UprobeOptions
{
    /// <summary>
    /// The id of the process to probe, such as <see cref="System.Environment.ProcessId"/>; null for all processes, including later
    /// processes.
    /// </summary>
    /// <exception cref="System.ArgumentException">The id is zero or negative.</exception>
    public int? Pid
    {
        get;
        init => field = TaskId.Checked(value, nameof(Pid));
    }

    /// <summary>The distance from the function's start in bytes. Must be 0 for a return probe.</summary>
    public ulong Offset { get; init; }

    /// <summary>The value that <c>bpf_get_attach_cookie()</c> returns in the program. Since Linux 5.15.</summary>
    public ulong Cookie { get; init; }

    /// <summary>
    /// The file offset of a 16-bit counter that the kernel increments while the program is attached (the semaphore of a USDT probe); 0
    /// for none.
    /// </summary>
    public ulong ReferenceCounterOffset { get; init; }

    /// <summary>
    /// Whether the program runs when the function returns; null to follow the section (<c>uprobe</c> or <c>uretprobe</c>).
    /// </summary>
    public bool? IsReturn { get; init; }

    /// <summary>The kernel interface that creates the probe.</summary>
    public ProbeMode Mode { get; init; }
}
