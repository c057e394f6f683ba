using System;

namespace BpfGen.Extensions.Hosting;

/// <summary>Options of a metric that a host reads from a map.</summary>
public class BpfMetricOptions
{
    /// <summary>
    /// The unit, in the notation of OpenTelemetry (UCUM): <c>By</c>, <c>s</c>, <c>{packet}</c>. Null if you do not set it.
    /// </summary>
    public string? Unit { get; set; }

    /// <summary>The description of the metric. Null if you do not set it.</summary>
    public string? Description { get; set; }

    /// <summary>
    /// The number by which the values of the map are multiplied. For example, 1e-9 makes seconds of nanoseconds. With a scale, the metric
    /// has floating-point values. Null, for no scale, if you do not set it.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is zero or negative.</exception>
    public double? Scale
    {
        get;
        set
        {
            if (value is { } scale)
            {
                ArgumentOutOfRangeException.ThrowIfNegativeOrZero(scale);
            }

            field = value;
        }
    }

    /// <summary>
    /// The maximum number of sets of tags. The values of further keys are added up in one set, <c>otel.metric.overflow = true</c>. 1000 if
    /// you do not set it, which is below the limit of the OpenTelemetry SDK (2000).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is zero or negative.</exception>
    public int MaxTagSets
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            field = value;
        }
    } = 1000;
}
