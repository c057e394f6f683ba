using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace BpfGen.Sample;

/// <summary>A histogram by powers of two: slot 0 counts the values 0 and 1, slot n the values from 2ⁿ to 2ⁿ⁺¹ - 1.</summary>
internal static class Histogram
{
    private const int BarWidth = 40;

    /// <summary>
    /// Returns a bucket for each slot, up to the last slot that is not empty. The count of a bucket is the slot's count minus the slot's
    /// earlier count.
    /// </summary>
    public static List<Bucket> BucketsSince(ReadOnlySpan<ulong> earlier, ReadOnlySpan<ulong> slots)
    {
        var buckets = new List<Bucket>();
        var used = 0;
        for (var slot = 0; slot < slots.Length; slot++)
        {
            var count = slots[slot] - earlier[slot];
            buckets.Add(new Bucket(slot == 0 ? 0 : 1L << slot, (1L << (slot + 1)) - 1, count));
            used = count > 0 ? slot + 1 : used;
        }

        return buckets.GetRange(0, used);
    }

    /// <summary>Draws the buckets as bars.</summary>
    /// <param name="unit">The unit of the values: <c>usecs</c>.</param>
    /// <param name="buckets">The buckets.</param>
    public static string Draw(string unit, IReadOnlyList<Bucket> buckets)
    {
        ulong most = 1;
        foreach (var bucket in buckets)
        {
            most = Math.Max(most, bucket.Count);
        }

        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{unit,15}          : count      distribution\n");
        foreach (var bucket in buckets)
        {
            var bar = new string('*', (int)(bucket.Count * BarWidth / most));
            text.Append(CultureInfo.InvariantCulture, $"{bucket.From,10} -> {bucket.To,-10} : {bucket.Count,-10} |{bar,-BarWidth}|\n");
        }

        return text.ToString().TrimEnd('\n');
    }

    /// <summary>The values of one slot.</summary>
    /// <param name="From">The smallest value.</param>
    /// <param name="To">The largest value. The last slot also counts larger values.</param>
    /// <param name="Count">The number of values in this range.</param>
    internal sealed record Bucket(long From, long To, ulong Count);
}
