using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Threading;

namespace BpfGen.Agent.Probes;

/// <summary>
/// Removes entries from a table that is more than half full, if their count has not changed for a long time. The published counters keep
/// the counts of removed entries.
/// </summary>
/// <remarks>
/// A key can come back before a metric reads the table again, with a count that is not below its last one. So the first read after a
/// removal does not return the key. Then the metric knows that the count began again. Metrics can read during a sweep.
/// </remarks>
internal sealed class TableSweeper<TKey, TValue>(TimeProvider time)
    where TKey : unmanaged
    where TValue : unmanaged
{
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(10);

    private readonly Lock _gate = new();
    private readonly List<SweptReader<TKey, TValue>> _readers = [];
    private readonly Dictionary<TKey, (int Hash, long Since)> _seen = new(new KeyComparer<TKey>());

    /// <summary>Returns the table for a metric. Each metric needs a call of its own.</summary>
    /// <param name="map">Returns the map of the object.</param>
    public Func<T, IEntryBatches<TKey, TValue>> For<T>(Func<T, IEntryBatches<TKey, TValue>> map)
    {
        var reader = new SweptReader<TKey, TValue>(_gate);
        lock (_gate)
        {
            _readers.Add(reader);
        }

        return probe => reader.Begin(map(probe));
    }

    /// <summary>Removes idle entries.</summary>
    public void Sweep(PerCpuHashMap<TKey, TValue> map)
    {
        var entries = new Dictionary<TKey, int>(_seen.Comparer);
        TableReader.Read(map, (in TKey key, ReadOnlySpan<TValue> values) =>
        {
            var hash = default(HashCode);
            hash.AddBytes(MemoryMarshal.AsBytes(values));
            entries[key] = hash.ToHashCode();
        });
        if (entries.Count <= map.MaxEntries / 2)
        {
            _seen.Clear();
            return;
        }

        var now = time.GetTimestamp();
        foreach (var (key, hash) in entries)
        {
            if (!_seen.TryGetValue(key, out var seen) || seen.Hash != hash)
            {
                _seen[key] = (hash, now);
            }
            else if (time.GetElapsedTime(seen.Since, now) >= Idle)
            {
                Remove(map, key);
                _ = _seen.Remove(key);
            }
        }

        foreach (var key in new List<TKey>(_seen.Keys))
        {
            if (!entries.ContainsKey(key))
            {
                _ = _seen.Remove(key);
            }
        }
    }

    // Under the lock, so that no reader begins, or returns entries, between the removal and the note of it.
    private void Remove(PerCpuHashMap<TKey, TValue> map, TKey key)
    {
        lock (_gate)
        {
            if (map.Remove(key))
            {
                foreach (var reader in _readers)
                {
                    reader.Removed(key, map.MaxEntries);
                }
            }
        }
    }
}
