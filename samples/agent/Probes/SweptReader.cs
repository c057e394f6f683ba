using System;
using System.Collections.Generic;
using System.Threading;

namespace BpfGen.Agent.Probes;

/// <summary>Reads a table for a metric. The first complete read after the removal of a key does not return the key.</summary>
/// <param name="gate">The lock of the sweeper that removes the keys.</param>
internal sealed class SweptReader<TKey, TValue>(Lock gate)
    where TKey : unmanaged
    where TValue : unmanaged
{
    private readonly HashSet<TKey> _removed = new(new KeyComparer<TKey>());
    private readonly Lock _gate = gate;
    private bool _hasRead;

    /// <summary>Begins a read.</summary>
    /// <param name="map">The table.</param>
    public IEntryBatches<TKey, TValue> Begin(IEntryBatches<TKey, TValue> map)
    {
        lock (_gate)
        {
            return new Batches(this, map, [.. _removed]);
        }
    }

    /// <summary>Notes that a key was removed. The caller holds the lock.</summary>
    /// <param name="key">The key.</param>
    /// <param name="most">The number of keys to remember. A metric that nobody reads must not use more and more memory.</param>
    public void Removed(TKey key, uint most)
    {
        if (_hasRead && _removed.Count < most)
        {
            _ = _removed.Add(key);
        }
    }

    private void End(TKey[] unseen)
    {
        foreach (var key in unseen)
        {
            _ = _removed.Remove(key);
        }
    }

    /// <summary>A read of the table.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="map">The table.</param>
    /// <param name="unseen">The keys that this read does not return from its begin to its end.</param>
    private sealed class Batches(SweptReader<TKey, TValue> reader, IEntryBatches<TKey, TValue> map, TKey[] unseen)
        : IEntryBatches<TKey, TValue>
    {
        public string Name => map.Name;

        public MapType Type => map.Type;

        public uint MaxEntries => map.MaxEntries;

        public int ValuesPerEntry => map.ValuesPerEntry;

        public int ReadBatch(ref BatchCursor<TKey> cursor, Span<TKey> keys, Span<TValue> values)
        {
            lock (reader._gate)
            {
                reader._hasRead = true;
            }

            var count = map.ReadBatch(ref cursor, keys, values);
            lock (reader._gate)
            {
                if (reader._removed.Count > 0)
                {
                    count = Filter(keys[..count], values);
                    if (cursor.IsAtEnd)
                    {
                        reader.End(unseen);
                    }
                }
            }

            return count;
        }

        private int Filter(Span<TKey> keys, Span<TValue> values)
        {
            int kept = 0, width = ValuesPerEntry;
            for (var i = 0; i < keys.Length; i++)
            {
                if (!reader._removed.Contains(keys[i]))
                {
                    keys[kept] = keys[i];
                    values.Slice(i * width, width).CopyTo(values.Slice(kept * width, width));
                    kept++;
                }
            }

            return kept;
        }
    }
}
