using System;
using System.Buffers;
using System.Collections.Generic;
using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace BpfGen.Extensions.Hosting;

/// <summary>Adds the values of an entry to sums: one value, or one for each CPU.</summary>
internal delegate void EntryFold<TValue, TSum>(ReadOnlySpan<TValue> values, Span<TSum> sums)
    where TValue : unmanaged
    where TSum : unmanaged;

/// <summary>Series whose tags come from the keys of a map.</summary>
internal sealed class EntrySeries<T, TKey, TValue, TSum> : MapSeries<T, TSum>
    where T : class
    where TKey : unmanaged
    where TValue : unmanaged
    where TSum : unmanaged, INumber<TSum>
{
    private const int BatchBytes = 64 * 1024;
    private const int MinBatch = 16;
    private const int MaxBatch = 1024;
    private const int NoSpace = 28;

    private readonly Func<T, IEntryBatches<TKey, TValue>> _map;
    private readonly EntryFold<TValue, TSum> _fold;
    private readonly SeriesTable<TKey, TSum> _table;
    private readonly TSum[] _row;
    private int _batch;

    /// <param name="probe">The loaded object.</param>
    /// <param name="map">Returns the map of the object.</param>
    /// <param name="fold">Adds the values of an entry to its sums.</param>
    /// <param name="width">The number of sums.</param>
    /// <param name="isGauge">Whether the sums are those of the entries in the map now.</param>
    /// <param name="tags">Returns the tags of a key; null for none.</param>
    /// <param name="maxTagSets">The maximum number of sets of tags.</param>
    public EntrySeries(
        T probe,
        Func<T, IEntryBatches<TKey, TValue>> map,
        EntryFold<TValue, TSum> fold,
        int width,
        bool isGauge,
        Func<TKey, TagList>? tags,
        int maxTagSets)
    {
        _map = map;
        _fold = fold;
        _table = new SeriesTable<TKey, TSum>(width, isGauge, maxTagSets, tags);
        _row = new TSum[width];
        var opened = map(probe);
        var entrySize = Unsafe.SizeOf<TKey>() + (Unsafe.SizeOf<TValue>() * opened.ValuesPerEntry);
        _batch = (int)Math.Min(Math.Clamp(BatchBytes / entrySize, MinBatch, MaxBatch), Math.Max(1, opened.MaxEntries));
        if (opened.Type is not (MapType.Array or MapType.PerCpuArray))
        {
            Fill = new MapFill { Map = opened.Name, MaxEntries = opened.MaxEntries };
        }
    }

    public override IEnumerable<Series<TSum>> All => _table.All;

    public override int Count => _table.Count;

    public override MapFill? Fill { get; }

    public override void Read(T probe)
    {
        var map = _map(probe);
        var isComplete = false;
        _table.Begin();
        try
        {
            var cursor = default(BatchCursor<TKey>);
            while (!cursor.IsAtEnd)
            {
                ReadBatch(map, ref cursor);
            }

            isComplete = true;
        }
        finally
        {
            _table.End(isComplete);
        }

        if (Fill is not null)
        {
            Fill.Entries = _table.KeyCount;
        }
    }

    private void ReadBatch(IEntryBatches<TKey, TValue> map, ref BatchCursor<TKey> cursor)
    {
        var perEntry = map.ValuesPerEntry;
        var keys = ArrayPool<TKey>.Shared.Rent(_batch);
        var values = ArrayPool<TValue>.Shared.Rent(_batch * perEntry);
        try
        {
            var count = map.ReadBatch(ref cursor, keys.AsSpan(0, _batch), values.AsSpan(0, _batch * perEntry));
            for (var i = 0; i < count; i++)
            {
                _row.AsSpan().Clear();
                _fold(values.AsSpan(i * perEntry, perEntry), _row);
                _table.Add(keys[i], _row);
            }
        }
        catch (BpfException exception) when (exception.Errno == NoSpace && _batch < map.MaxEntries)
        {
            // A hash bucket has more entries than the batch. The next read continues with the same bucket.
            _batch *= 2;
        }
        finally
        {
            ArrayPool<TKey>.Shared.Return(keys);
            ArrayPool<TValue>.Shared.Return(values);
        }
    }
}
