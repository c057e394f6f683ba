namespace BpfGen;

/// <summary>How <see cref="BpfProgram.TestRun(System.ReadOnlySpan{byte}, System.Span{byte}, TestRunOptions)"/> runs a program.</summary>
public sealed record TestRunOptions
{
    /// <summary>The number of runs. Syscall programs and raw tracepoint programs run once.</summary>
    public int Repeat { get; init; } = 1;

    /// <summary>The CPU to run on, for raw tracepoint programs (Linux 5.10); null for any CPU.</summary>
    public int? Cpu { get; init; }

    /// <summary>
    /// For XDP programs: whether the kernel acts on the program's verdicts (<c>BPF_F_TEST_XDP_LIVE_FRAMES</c>). The packets are sent,
    /// redirected, or passed to the network stack of the interface in the context. The run returns only the return code and no output.
    /// Since Linux 5.18.
    /// </summary>
    public bool LiveFrames { get; init; }

    /// <summary>With <see cref="LiveFrames"/>: the number of packets in one batch; 0 for the kernel's default (64).</summary>
    public int BatchSize { get; init; }
}
