namespace BpfGen;

/// <summary>How a <see cref="UsdtProgram"/> is attached to a USDT probe.</summary>
public sealed record UsdtOptions
{
    /// <summary>
    /// The id of the process to probe; 0 for the calling process; null for all processes, including later ones. Before Linux 5.15,
    /// probes in libraries require a process.
    /// </summary>
    public int? Pid { get; init; }

    /// <summary>The value that <c>bpf_usdt_cookie()</c> returns in the program.</summary>
    public ulong Cookie { get; init; }
}
