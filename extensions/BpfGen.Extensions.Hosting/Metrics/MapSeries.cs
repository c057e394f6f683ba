using System.Collections.Generic;
using System.Numerics;

namespace BpfGen.Extensions.Hosting;

/// <summary>The series that are read from a map.</summary>
internal abstract class MapSeries<T, TSum>
    where T : class
    where TSum : unmanaged, INumber<TSum>
{
    /// <summary>The series with their sums, as of the last read.</summary>
    public abstract IEnumerable<Series<TSum>> All { get; }

    /// <summary>The number of series, at most.</summary>
    public abstract int Count { get; }

    /// <summary>The map whose fill is known after a read; null for an array, which is always full.</summary>
    public virtual MapFill? Fill => null;

    /// <summary>Reads the map.</summary>
    public abstract void Read(T probe);
}
