namespace BpfGen;

/// <summary>How a program is attached to a function of the kernel.</summary>
public sealed record KprobeOptions
{
    /// <summary>How many bytes behind the function's start; 0 for a program that is run at returns.</summary>
    public ulong Offset { get; init; }

    /// <summary>What <c>bpf_get_attach_cookie()</c> answers in the program (Linux 5.15).</summary>
    public ulong Cookie { get; init; }

    /// <summary>Whether it is run when the function returns; null for what the section says (<c>kretprobe</c>).</summary>
    public bool? IsReturn { get; init; }

    /// <summary>How the probe is made.</summary>
    public ProbeMode Mode { get; init; }
}
