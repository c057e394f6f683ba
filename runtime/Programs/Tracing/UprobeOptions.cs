namespace BpfGen;

/// <summary>How a program is attached to a place of a binary.</summary>
public sealed record UprobeOptions
{
    /// <summary>The process: 0 for this one, null for all, those to come included.</summary>
    public int? Pid { get; init; }

    /// <summary>How many bytes behind the function's start; 0 for a program that is run at returns.</summary>
    public ulong Offset { get; init; }

    /// <summary>What <c>bpf_get_attach_cookie()</c> answers in the program (Linux 5.15).</summary>
    public ulong Cookie { get; init; }

    /// <summary>Where in the binary's file a counter of 16 bits stands that is raised while the program is attached (a semaphore of USDT); 0 for none.</summary>
    public ulong ReferenceCounterOffset { get; init; }

    /// <summary>Whether it is run when the function returns; null for what the section says (<c>uretprobe</c>).</summary>
    public bool? IsReturn { get; init; }

    /// <summary>How the probe is made.</summary>
    public ProbeMode Mode { get; init; }

    /// <summary>The process as the kernel takes it.</summary>
    internal int KernelPid => Pid switch
    {
        null or < 0 => -1,
        0 => System.Environment.ProcessId,
        { } pid => pid,
    };
}
