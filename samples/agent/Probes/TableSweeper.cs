using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace BpfGen.Agent.Probes;

/// <summary>
/// Removes entries from a table that is more than half full, if their count has not changed for a long time. The published counters keep
/// the counts of removed entries.
/// </summary>
internal sealed class TableSweeper<TKey, TValue>(TimeProvider time)
    where TKey : unmanaged
    where TValue : unmanaged
{
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(10);

    private readonly Dictionary<TKey, (int Hash, long Since)> _seen = new(new KeyComparer<TKey>());

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
                _ = map.Remove(key);
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
}
