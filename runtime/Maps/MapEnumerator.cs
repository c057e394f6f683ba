using System;
using System.Collections;
using System.Collections.Generic;

namespace BpfGen;

/// <summary>
/// Goes through the entries of a map. An entry that is there from beginning to end is seen; the current one may be removed on the way.
/// Where others remove entries at the same time, the kernel may start over, and entries may be seen twice.
/// </summary>
/// <typeparam name="TKey">The type of the keys.</typeparam>
/// <typeparam name="TValue">The type of the values.</typeparam>
public struct MapEnumerator<TKey, TValue> : IEnumerator<KeyValuePair<TKey, TValue>>
    where TKey : unmanaged
    where TValue : unmanaged
{
    private readonly KeyedMap<TKey, TValue> _map;
    private KeyCursor<TKey> _keys;

    internal MapEnumerator(KeyedMap<TKey, TValue> map)
    {
        _map = map;
        _keys = new KeyCursor<TKey>(map);
    }

    /// <inheritdoc/>
    public KeyValuePair<TKey, TValue> Current { get; private set; }

    readonly object IEnumerator.Current => Current;

    /// <inheritdoc/>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    /// <exception cref="InvalidOperationException">Others delete entries faster than this can go through them.</exception>
    public bool MoveNext()
    {
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
    public void Reset() => _keys = new KeyCursor<TKey>(_map);

    /// <inheritdoc/>
    public readonly void Dispose()
    {
    }
}
