using System;
using System.Collections;
using System.Collections.Generic;
using BpfGen.Maps;

namespace BpfGen;

/// <summary>
/// Enumerates the entries of a map. You may remove the current entry during the enumeration. The enumerator returns every entry that exists
/// during the whole enumeration.
/// </summary>
/// <remarks>
/// Hash maps are read ahead in batches: each entry is returned once, even if programs or other threads change the map, but the entry's
/// value may be slightly out of date. For other map types, the kernel may start over if programs or other threads remove entries at the
/// same time, so that entries are returned twice.
/// </remarks>
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
    /// <exception cref="BpfException">The kernel rejected the command.</exception>
    /// <exception cref="InvalidOperationException">
    /// Other threads or programs delete entries faster than the enumerator can read them. This does not happen for hash maps.
    /// </exception>
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
            // Skip an entry that was deleted after its key was read.
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
