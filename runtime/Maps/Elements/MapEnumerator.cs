using System;
using System.Collections;
using System.Collections.Generic;
using BpfGen.Maps;

namespace BpfGen;

/// <summary>
/// Goes through the entries of a map. An entry that is there from beginning to end is seen; the current one may be removed on the way. A hash map is read ahead, many
/// entries in a system call: each is seen once whatever others do, perhaps as it was a moment before. Of other maps, where others remove entries at the same
/// time, the kernel may start over, and entries may be seen twice.
/// </summary>
/// <typeparam name="TKey">The type of the keys.</typeparam>
/// <typeparam name="TValue">The type of the values.</typeparam>
public struct MapEnumerator<TKey, TValue> : IEnumerator<KeyValuePair<TKey, TValue>>
    where TKey : unmanaged
    where TValue : unmanaged
{
    private readonly KeyedMap<TKey, TValue> _map;
    private EntryReader<TKey, TValue>? _entries;
    private KeyCursor<TKey> _keys;

    internal MapEnumerator(KeyedMap<TKey, TValue> map)
    {
        _map = map;
        Reset();
    }

    /// <inheritdoc/>
    public KeyValuePair<TKey, TValue> Current { get; private set; }

    readonly object IEnumerator.Current => Current;

    /// <inheritdoc/>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    /// <exception cref="InvalidOperationException">Others delete entries faster than this can go through them: of no hash map.</exception>
    public bool MoveNext()
    {
        if (_entries is not null)
        {
            var isEntry = _entries.TryRead(out var entry);
            Current = entry;
            return isEntry;
        }

        while (_keys.MoveNext())
        {
            // An entry that has gone since its key was read is no entry.
            if (_map.TryGetValue(_keys.Current, out var value))
            {
                Current = new KeyValuePair<TKey, TValue>(_keys.Current, value);
                return true;
            }
        }

        return false;
    }

    /// <inheritdoc/>
    public void Reset()
    {
        Dispose();
        _entries = _map.TakeReader();
        _keys = new KeyCursor<TKey>(_map);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_entries is not null)
        {
            _map.ReturnReader(_entries);
            _entries = null;
        }
    }
}
