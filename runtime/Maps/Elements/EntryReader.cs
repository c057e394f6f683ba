using System;
using System.Collections.Generic;
using BpfGen.Interop;

namespace BpfGen.Maps;

/// <summary>
/// Reads the entries of a hash map with batch commands. Each batch contains whole hash buckets, so the position in the map stays valid even
/// if entries are deleted. The reader reads a whole batch before it returns the first entry of the batch. If an entry is then deleted or
/// changed, the reader still returns the entry with its earlier value.
/// </summary>
/// <typeparam name="TKey">The type of the keys.</typeparam>
/// <typeparam name="TValue">The type of the values.</typeparam>
internal sealed class EntryReader<TKey, TValue>(KeyedMap<TKey, TValue> map)
    where TKey : unmanaged
    where TValue : unmanaged
{
    private const uint InitialCapacity = 256;

    private TKey[] _keys = new TKey[Math.Min(map.MaxEntries, InitialCapacity)];
    private TValue[] _values = new TValue[Math.Min(map.MaxEntries, InitialCapacity)];
    private BatchCursor<TKey> _cursor;
    private int _count;
    private int _index;

    /// <summary>Starts again at the first entry.</summary>
    public void Reset()
    {
        _cursor = default;
        _index = _count = 0;
    }

    public bool TryRead(out KeyValuePair<TKey, TValue> entry)
    {
        while (_index == _count)
        {
            if (_cursor.IsAtEnd)
            {
                entry = default;
                return false;
            }

            ReadMore();
        }

        entry = new KeyValuePair<TKey, TValue>(_keys[_index], _values[_index]);
        _index++;
        return true;
    }

    private void ReadMore()
    {
        _index = _count = 0;
        try
        {
            _count = map.ReadBatch(ref _cursor, _keys, _values);
        }
        catch (BpfException exception) when (exception.Errno == Errno.ENOSPC && _keys.Length <= map.MaxEntries)
        {
            // One bucket has more entries than the arrays can hold, so enlarge the arrays.
            _keys = new TKey[2 * _keys.Length];
            _values = new TValue[2 * _values.Length];
        }
    }
}
