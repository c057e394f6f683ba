using BpfGen.Programs;

namespace BpfGen;

/// <summary>How a <see cref="UsdtProgram"/> is attached to a USDT probe.</summary>
public sealed record UsdtOptions
{
    /// <summary>
    /// The id of the process to probe, such as <see cref="System.Environment.ProcessId"/>; null for all processes, including later
    /// processes. Before Linux 5.15, probes in libraries require a process.
    /// </summary>
    /// <exception cref="System.ArgumentException">The id is zero or negative.</exception>
    public int? Pid
    {
        get;
        init => field = TaskId.Checked(value, nameof(Pid));
    }

    /// <summary>The value that <c>bpf_usdt_cookie()</c> returns in the program.</summary>
    public ulong Cookie { get; init; }
}
