using System;
using System.Collections.Generic;

namespace BpfGen.Extensions.Hosting;

/// <summary>Options of a histogram that a host reads from a map.</summary>
public sealed class BpfHistogramOptions : BpfMetricOptions
{
    /// <summary>
    /// The greatest value of each slot but the last, in the unit of the eBPF program: <see cref="BpfMetricOptions.Scale"/> also applies to
    /// them. Null, for powers of two as in the tools of libbpf, if you do not set it: slot 0 has the values 0 and 1, slot 1 has 2 and 3,
    /// slot 2 has 4 to 7, and so on. The last slot has all greater values.
    /// </summary>
    /// <exception cref="ArgumentException">The values are not in ascending order.</exception>
    public IReadOnlyList<double>? UpperBounds
    {
        get;
        set
        {
            for (var i = 1; i < value?.Count; i++)
            {
                if (!(value[i] > value[i - 1]))
                {
                    throw new ArgumentException(
                        $"Bound {i} ({value[i]}) is not above the bound before it ({value[i - 1]}).", nameof(value));
                }
            }

            field = value;
        }
    }

    /// <summary>The kind of metric that the histogram becomes. <see cref="BpfHistogramForm.Histogram"/> if you do not set it.</summary>
    public BpfHistogramForm Form { get; set; }
}
