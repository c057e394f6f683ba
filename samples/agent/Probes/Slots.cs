using System;

namespace BpfGen.Agent.Probes;

/// <summary>The slots of the latency histograms: powers of two, in microseconds.</summary>
internal static class Slots
{
    /// <summary>The number of slots.</summary>
    public const int Count = 27;

    /// <summary>Estimates a quantile.</summary>
    /// <param name="counts">The count of each slot.</param>
    /// <param name="quantile">The quantile, from 0 to 1.</param>
    /// <returns>The quantile in microseconds, interpolated in its slot; null if nothing was counted.</returns>
    public static double? Quantile(ReadOnlySpan<double> counts, double quantile)
    {
        double sum = 0;
        foreach (var count in counts)
        {
            sum += count;
        }

        if (sum <= 0)
        {
            return null;
        }

        var rank = sum * quantile;
        for (var slot = 0; slot < counts.Length; slot++)
        {
            if (rank <= counts[slot])
            {
                var low = slot == 0 ? 0 : Math.Pow(2, slot);
                return low + ((Math.Pow(2, slot + 1) - low) * (rank / counts[slot]));
            }

            rank -= counts[slot];
        }

        return Math.Pow(2, counts.Length);
    }
}
