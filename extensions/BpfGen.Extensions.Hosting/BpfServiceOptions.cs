using System;

namespace BpfGen.Extensions.Hosting;

/// <summary>Options of an eBPF object in a host.</summary>
public sealed class BpfServiceOptions
{
    /// <summary>
    /// What happens if the object cannot be loaded or attached when the host starts. If you do not set it, the host does not start.
    /// </summary>
    public BpfFailureMode FailureMode { get; set; }

    /// <summary>
    /// The wait before the first retry, with <see cref="BpfFailureMode.Retry"/>. The wait doubles with each retry. One second if you do not
    /// set it.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is zero or negative.</exception>
    public TimeSpan RetryDelay
    {
        get;
        set => field = Positive(value);
    } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait between two retries. Five minutes if you do not set it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is zero or negative.</exception>
    public TimeSpan MaxRetryDelay
    {
        get;
        set => field = Positive(value);
    } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// The longest time for which the readers receive the records that are left in the buffers when the host stops. The host first detaches
    /// the programs. Five seconds if you do not set it.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is zero or negative.</exception>
    public TimeSpan DrainTimeout
    {
        get;
        set => field = Positive(value);
    } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Whether the host stops if a callback of a reader throws, as for background services of .NET. If false, the error is logged, and the
    /// reader goes on with the next record. True if you do not set it.
    /// </summary>
    public bool StopOnCallbackError { get; set; } = true;

    /// <summary>
    /// Whether the host turns on the kernel's run-time statistics while the object runs, for the metrics <c>bpf.program.runs</c> and
    /// <c>bpf.program.run_time</c>. They apply to all programs of the machine, cost about 20 ns in each run, and require
    /// <c>CAP_SYS_ADMIN</c>. Without the permission, the host logs a warning and goes on. False if you do not set it.
    /// </summary>
    public bool EnableStatistics { get; set; }

    /// <summary>The name of the meter of the object's metrics. <see cref="BpfTelemetry.Name"/> if you do not set it.</summary>
    /// <exception cref="ArgumentException">The value is empty.</exception>
    public string MeterName
    {
        get;
        set
        {
            ArgumentException.ThrowIfNullOrEmpty(value);
            field = value;
        }
    } = BpfTelemetry.Name;

    private static TimeSpan Positive(TimeSpan value)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero);
        return value;
    }
}
