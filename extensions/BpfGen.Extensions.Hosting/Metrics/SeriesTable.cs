using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace BpfGen.Extensions.Hosting;

/// <summary>
/// Adds up the values of a map by their tags, with a bounded number of sets of tags. Counts stay when a key leaves the map: a program can
/// remove keys, and LRU maps do so by themselves.
/// </summary>
/// <param name="width">The number of values under a key: 1, or the number of slots.</param>
/// <param name="isGauge">Whether the sums are those of the keys in the map now. If false, they only grow.</param>
/// <param name="maxTagSets">The maximum number of series, without the one for the overflow.</param>
/// <param name="tags">Returns the tags of a key; null for none.</param>
internal sealed class SeriesTable<TKey, TSum>(int width, bool isGauge, int maxTagSets, Func<TKey, TagList>? tags)
    where TKey : unmanaged
    where TSum : unmanaged, INumber<TSum>
{
    private readonly Dictionary<TKey, Entry> _entries = new(BytesComparer<TKey>.Instance);
    private readonly Dictionary<TagSet, Series<TSum>> _byTags = [];
    private readonly List<TKey> _newKeys = [];
    private readonly List<TSum> _newValues = [];
    private readonly Stack<int> _freePlaces = new();
    private Series<TSum>? _overflow;
    private TSum[] _last = [];
    private int _places;
    private int _round;
    private int _found;

    /// <summary>The number of series without keys, which make room for new ones.</summary>
    private int _idleSeries;

    /// <summary>The number of keys that the last complete read found.</summary>
    public int KeyCount => _entries.Count;

    /// <summary>The series with their sums. A gauge has only those with keys in the map.</summary>
    public IEnumerable<Series<TSum>> All
    {
        get
        {
            foreach (var series in _byTags.Values)
            {
                if (!isGauge || series.Keys > 0)
                {
                    yield return series;
                }
            }

            if (_overflow is not null && (!isGauge || _overflow.Keys > 0))
            {
                yield return _overflow;
            }
        }
    }

    public int Count => _byTags.Count + (_overflow is null ? 0 : 1);

    /// <summary>Begins a read of the map.</summary>
    public void Begin()
    {
        _round++;
        _found = 0;
        if (isGauge)
        {
            foreach (var series in _byTags.Values)
            {
                series.Sums.AsSpan().Clear();
            }

            _overflow?.Sums.AsSpan().Clear();
        }
    }

    /// <summary>Adds an entry of the map.</summary>
    public void Add(TKey key, ReadOnlySpan<TSum> values)
    {
        ref var entry = ref CollectionsMarshal.GetValueRefOrNullRef(_entries, key);
        if (Unsafe.IsNullRef(ref entry))
        {
            // The keys that left the map make room for new ones at the end of the read.
            _newKeys.Add(key);
            _newValues.AddRange(values);
            return;
        }

        // Maps other than hash maps can return a key twice, if entries are removed during the read.
        if (entry.Round != _round)
        {
            entry.Round = _round;
            _found++;
            AddUp(in entry, values);
        }
    }

    /// <summary>Ends a read of the map.</summary>
    /// <param name="isComplete">Whether all entries were added. If false, no key is taken for removed.</param>
    public void End(bool isComplete)
    {
        if (isComplete && _found < _entries.Count)
        {
            Forget();
        }

        var values = CollectionsMarshal.AsSpan(_newValues);
        try
        {
            for (var i = 0; i < _newKeys.Count; i++)
            {
                Learn(_newKeys[i], values.Slice(i * width, width));
            }
        }
        finally
        {
            _newKeys.Clear();
            _newValues.Clear();
        }
    }

    private void Learn(TKey key, ReadOnlySpan<TSum> values)
    {
        if (_entries.ContainsKey(key))
        {
            return;
        }

        var series = SeriesOf(tags is null ? TagSet.Empty : TagSet.Of(tags(key)));
        var entry = new Entry { Series = series, Place = TakePlace(), Round = _round };
        _last.AsSpan(entry.Place * width, width).Clear();
        _idleSeries -= series.Keys++ == 0 && series != _overflow ? 1 : 0;
        _entries.Add(key, entry);
        AddUp(in entry, values);
    }

    private void AddUp(ref readonly Entry entry, ReadOnlySpan<TSum> values)
    {
        var last = _last.AsSpan(entry.Place * width, width);
        var sums = entry.Series.Sums.AsSpan();
        for (var i = 0; i < width; i++)
        {
            // A value below the last one was reset: the program removed the key and added it again.
            sums[i] += !isGauge && values[i] >= last[i] ? values[i] - last[i] : values[i];
            last[i] = values[i];
        }
    }

    /// <summary>Removes the keys that the last read did not find.</summary>
    private void Forget()
    {
        foreach (var (key, entry) in _entries)
        {
            if (entry.Round != _round)
            {
                _idleSeries += --entry.Series.Keys == 0 && entry.Series != _overflow ? 1 : 0;
                _freePlaces.Push(entry.Place);
                _entries.Remove(key);
            }
        }
    }

    private Series<TSum> SeriesOf(TagSet tagSet)
    {
        if (_byTags.TryGetValue(tagSet, out var series))
        {
            return series;
        }

        if (_byTags.Count >= maxTagSets && !TryReclaim())
        {
            return _overflow ??= new Series<TSum>(TagSet.Overflow, width);
        }

        series = new Series<TSum>(tagSet, width);
        _byTags.Add(tagSet, series);
        _idleSeries++;
        return series;
    }

    /// <summary>Removes a series whose keys have all left the map.</summary>
    private bool TryReclaim()
    {
        if (_idleSeries == 0)
        {
            return false;
        }

        foreach (var (tagSet, series) in _byTags)
        {
            if (series.Keys == 0)
            {
                _idleSeries--;
                return _byTags.Remove(tagSet);
            }
        }

        return false;
    }

    private int TakePlace()
    {
        if (_freePlaces.TryPop(out var place))
        {
            return place;
        }

        if ((_places + 1) * width > _last.Length)
        {
            Array.Resize(ref _last, Math.Max(16, _places * 2) * width);
        }

        return _places++;
    }

    private struct Entry
    {
        public required Series<TSum> Series;

        /// <summary>The index of the last values in <see cref="_last"/>.</summary>
        public required int Place;

        /// <summary>The read that found the key last.</summary>
        public int Round;
    }
}
