using System;
using System.Buffers;

namespace BpfGen.Agent.Probes;

/// <summary>Receives an entry of a table.</summary>
/// <param name="key">The key.</param>
/// <param name="values">The values of each CPU. They are valid only during the call.</param>
internal delegate void EntryAction<TKey, TValue>(in TKey key, ReadOnlySpan<TValue> values)
    where TKey : unmanaged
    where TValue : unmanaged;

/// <summary>Reads all entries of a table in batches.</summary>
internal static class TableReader
{
    private const int NoSpace = 28;

    public static void Read<TKey, TValue>(IEntryBatches<TKey, TValue> map, EntryAction<TKey, TValue> action)
        where TKey : unmanaged
        where TValue : unmanaged
    {
        var batch = (int)Math.Min(map.MaxEntries, 256u);
        var perEntry = map.ValuesPerEntry;
        var cursor = default(BatchCursor<TKey>);
        while (!cursor.IsAtEnd)
        {
            var keys = ArrayPool<TKey>.Shared.Rent(batch);
            var values = ArrayPool<TValue>.Shared.Rent(batch * perEntry);
            try
            {
                var count = map.ReadBatch(ref cursor, keys.AsSpan(0, batch), values.AsSpan(0, batch * perEntry));
                for (var i = 0; i < count; i++)
                {
                    action(keys[i], values.AsSpan(i * perEntry, perEntry));
                }
            }
            catch (BpfException exception) when (exception.Errno == NoSpace && batch < map.MaxEntries)
            {
                // A hash bucket has more entries than the batch. The next read continues with the same bucket.
                batch *= 2;
            }
            finally
            {
                ArrayPool<TKey>.Shared.Return(keys);
                ArrayPool<TValue>.Shared.Return(values);
            }
        }
    }
}
