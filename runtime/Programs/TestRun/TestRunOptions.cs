namespace BpfGen;

/// <summary>How <see cref="BpfProgram.TestRun(System.ReadOnlySpan{byte}, System.Span{byte}, TestRunOptions)"/> runs a program.</summary>
public sealed record TestRunOptions
{
    /// <summary>The number of runs, from 1. Syscall programs and raw tracepoint programs run once.</summary>
    /// <exception cref="System.ArgumentOutOfRangeException">The number is zero or negative.</exception>
    public int Repeat
    {
        get;
        init
        {
            System.ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, nameof(Repeat));
            field = value;
        }
    }
        = 1;

    /// <summary>The number of the CPU to run on, from 0, for raw tracepoint programs (Linux 5.10); null for any CPU.</summary>
    /// <exception cref="System.ArgumentOutOfRangeException">The number is negative.</exception>
    public int? Cpu
    {
        get;
        init
        {
            System.ArgumentOutOfRangeException.ThrowIfNegative(value ?? 0, nameof(Cpu));
            field = value;
        }
    }

    /// <summary>
    /// For XDP programs: whether the kernel acts on the program's verdicts (<c>BPF_F_TEST_XDP_LIVE_FRAMES</c>). The packets are sent,
    /// redirected, or passed to the network stack of the interface in the context. The run returns the return code, but no output. For a
    /// program of another type, the run throws <see cref="System.ArgumentException"/>. Since Linux 5.18.
    /// </summary>
    public bool LiveFrames { get; init; }

    /// <summary>With <see cref="LiveFrames"/>: the number of packets in one batch; 0 for the kernel's default (64).</summary>
    /// <exception cref="System.ArgumentOutOfRangeException">The number is negative.</exception>
    public int BatchSize
    {
        get;
        init
        {
            System.ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(BatchSize));
            field = value;
        }
    }
}
