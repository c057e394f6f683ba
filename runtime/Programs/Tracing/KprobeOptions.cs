namespace BpfGen;

/// <summary>How a <see cref="KprobeProgram"/> is attached to a kernel function.</summary>
public sealed record KprobeOptions
{
    /// <summary>The distance from the function's start in bytes. Must be 0 for a return probe.</summary>
    public ulong Offset { get; init; }

    /// <summary>The value that <c>bpf_get_attach_cookie()</c> returns in the program. Since Linux 5.15.</summary>
    public ulong Cookie { get; init; }

    /// <summary>
    /// Whether the program runs when the function returns; null to follow the section (<c>kprobe</c> or <c>kretprobe</c>).
    /// </summary>
    public bool? IsReturn { get; init; }

    /// <summary>The kernel interface that creates the probe.</summary>
    public ProbeMode Mode { get; init; }
}
