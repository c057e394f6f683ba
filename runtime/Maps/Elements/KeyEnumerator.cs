using BpfGen.Maps;

namespace BpfGen;

/// <summary>
/// Goes through the keys of a map. A key that is there from beginning to end is seen; the current one may be removed on the way. Where
/// others remove entries at the same time, the kernel may start over, and keys may be seen twice.
/// </summary>
/// <typeparam name="TKey">The type of the keys.</typeparam>
public struct KeyEnumerator<TKey>
    where TKey : unmanaged
{
    private KeyCursor<TKey> _keys;

    internal KeyEnumerator(BpfMap map) => _keys = new KeyCursor<TKey>(map);

    /// <summary>The key.</summary>
    public readonly TKey Current => _keys.Current;

    /// <summary>Goes on to the next key.</summary>
    /// <returns>Whether there is one.</returns>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    /// <exception cref="System.InvalidOperationException">Others delete entries faster than this can go through them.</exception>
    public bool MoveNext() => _keys.MoveNext();
}
