using System.Numerics;

namespace BpfGen.Extensions.Hosting;

/// <summary>The values of the keys that have the same tags.</summary>
internal sealed class Series<TSum>(TagSet tags, int width)
    where TSum : unmanaged, INumber<TSum>
{
    public TagSet Tags { get; } = tags;

    /// <summary>The sums: one for a counter or a gauge, one for each slot of a histogram.</summary>
    public TSum[] Sums { get; } = new TSum[width];

    /// <summary>The number of keys in the map.</summary>
    public int Keys { get; set; }

    /// <summary>The data of the instrument that publishes this series.</summary>
    public object? Published { get; set; }
}
