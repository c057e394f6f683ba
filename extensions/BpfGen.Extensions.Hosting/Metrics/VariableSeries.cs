using System;
using System.Collections.Generic;
using System.Numerics;

namespace BpfGen.Extensions.Hosting;

/// <summary>One series from a number that the user reads, such as a global variable of the programs.</summary>
internal sealed class VariableSeries<T, TNumber, TSum>(Func<T, TNumber> read, bool isGauge) : MapSeries<T, TSum>
    where T : class
    where TNumber : INumber<TNumber>
    where TSum : unmanaged, INumber<TSum>
{
    private readonly SeriesTable<int, TSum> _table = new(width: 1, isGauge, maxTagSets: 1, tags: null);

    public override IEnumerable<Series<TSum>> All => _table.All;

    public override int Count => _table.Count;

    public override void Read(T probe)
    {
        var value = TSum.CreateSaturating(read(probe));
        _table.Begin();
        _table.Add(0, [value]);
        _table.End(isComplete: true);
    }
}
