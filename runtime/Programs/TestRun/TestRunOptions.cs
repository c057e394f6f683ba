namespace BpfGen;

/// <summary>How a program is run on request.</summary>
public sealed record TestRunOptions
{
    /// <summary>How often it runs. Programs of system calls and of raw tracepoints run once.</summary>
    public int Repeat { get; init; } = 1;

    /// <summary>The CPU that it runs on, for raw tracepoints (Linux 5.10); null for any.</summary>
    public int? Cpu { get; init; }

    /// <summary>
    /// XDP only: what the program decides happens to the packets (<c>BPF_F_TEST_XDP_LIVE_FRAMES</c>), which are sent, redirected or handed to the network
    /// stack of the interface that the context names. Nothing comes back but the return code. Since Linux 5.18.
    /// </summary>
    public bool LiveFrames { get; init; }

    /// <summary>With <see cref="LiveFrames"/>: how many packets are handled at once; 0 for the kernel's own choice (64).</summary>
    public int BatchSize { get; init; }
}
