using System.Diagnostics;

namespace BpfGen.Extensions.Hosting;

/// <summary>The names under which a host publishes metrics and spans of its eBPF objects.</summary>
/// <example>
/// <code>
/// builder.Services.AddOpenTelemetry()
///     .WithMetrics(metrics => metrics.AddMeter(BpfTelemetry.Name))
///     .WithTracing(traces => traces.AddSource(BpfTelemetry.Name));
/// </code>
/// </example>
public static class BpfTelemetry
{
    /// <summary>
    /// The name of the meter, unless <see cref="BpfServiceOptions.MeterName"/> sets another, and of <see cref="ActivitySource"/>.
    /// </summary>
    public const string Name = "BpfGen";

    /// <summary>The source of spans from records: see <see cref="KernelSpan"/>.</summary>
    public static ActivitySource ActivitySource { get; } = new(Name);
}
