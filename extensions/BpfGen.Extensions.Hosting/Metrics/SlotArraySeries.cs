using System;
using System.Collections.Generic;
using System.Numerics;

namespace BpfGen.Extensions.Hosting;

/// <summary>One series from an array whose elements are the slots of a histogram.</summary>
internal sealed class SlotArraySeries<T, TNumber> : MapSeries<T, long>
    where T : class
    where TNumber : unmanaged, INumber<TNumber>
{
    private readonly Func<T, IEntryBatches<uint, TNumber>> _map;
    private readonly SeriesTable<uint, long> _table;
    private readonly uint[] _keys;
    private readonly TNumber[] _values;
    private readonly long[] _slots;

    public SlotArraySeries(T probe, Func<T, IEntryBatches<uint, TNumber>> map)
    {
        _map = map;
        var opened = map(probe);
        Width = checked((int)opened.MaxEntries);
        _table = new SeriesTable<uint, long>(Width, isGauge: false, maxTagSets: 1, tags: null);
        _keys = new uint[Width];
        _values = new TNumber[Width * opened.ValuesPerEntry];
        _slots = new long[Width];
    }

    /// <summary>The number of slots.</summary>
    public int Width { get; }

    public override IEnumerable<Series<long>> All => _table.All;

    public override int Count => _table.Count;

    public override void Read(T probe)
    {
        var map = _map(probe);
        var perEntry = map.ValuesPerEntry;
        _slots.AsSpan().Clear();
        var cursor = default(BatchCursor<uint>);
        while (!cursor.IsAtEnd)
        {
            var count = map.ReadBatch(ref cursor, _keys, _values);
            for (var i = 0; i < count; i++)
            {
                foreach (var value in _values.AsSpan(i * perEntry, perEntry))
                {
                    _slots[_keys[i]] += long.CreateSaturating(value);
                }
            }
        }

        _table.Begin();
        _table.Add(0, _slots);
        _table.End(isComplete: true);
    }
}
