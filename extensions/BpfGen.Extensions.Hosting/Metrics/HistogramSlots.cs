using System;
using System.Globalization;

namespace BpfGen.Extensions.Hosting;

/// <summary>The bounds of the slots of a histogram, in the unit of the metric.</summary>
internal sealed class HistogramSlots
{
    /// <param name="count">The number of slots.</param>
    /// <param name="options">The bounds and the scale.</param>
    /// <exception cref="ArgumentException">The number of bounds does not fit the number of slots.</exception>
    public HistogramSlots(int count, BpfHistogramOptions options)
    {
        if (options.UpperBounds is { } given && given.Count != count - 1)
        {
            throw new ArgumentException(
                $"The histogram has {count} slots, and {given.Count} upper bounds. Set a bound for each slot but the last: {count - 1}.");
        }

        var scale = options.Scale ?? 1;
        UpperBounds = new double[count - 1];
        Middles = new double[count];
        for (var slot = 0; slot < count; slot++)
        {
            // The last slot has no bound. Its middle is that of a slot which continues the bounds before it.
            var (lowest, highest) = options.UpperBounds is { } bounds
                ? (Bound(slot - 1), slot < bounds.Count ? bounds[slot] : (2 * Bound(slot - 1)) - Bound(slot - 2))
                : (slot == 0 ? 0 : Math.ScaleB(1, slot), Math.ScaleB(1, slot + 1) - 1);
            Middles[slot] = (lowest + highest) / 2 * scale;
            if (slot < count - 1)
            {
                UpperBounds[slot] = highest * scale;
            }

            double Bound(int index) => index < 0 ? Math.Min(0, bounds[0]) : bounds[index];
        }
    }

    /// <summary>The greatest value of each slot but the last.</summary>
    public double[] UpperBounds { get; }

    /// <summary>The value that stands for all values of a slot.</summary>
    public double[] Middles { get; }

    public int Count => Middles.Length;

    /// <summary>The bound of a slot as Prometheus writes it.</summary>
    public string Label(int slot) =>
        slot < UpperBounds.Length ? UpperBounds[slot].ToString(CultureInfo.InvariantCulture) : "+Inf";
}
