using BpfGen.Maps;

namespace BpfGen;

/// <summary>
/// Enumerates the keys of a map. You may remove the current entry during the enumeration. The enumerator returns every key that exists
/// during the whole enumeration. If programs or other threads remove entries at the same time, the kernel may start over, so that keys are
/// returned twice.
/// </summary>
/// <typeparam name="TKey">The type of the keys.</typeparam>
public struct KeyEnumerator<TKey>
    where TKey : unmanaged
{
    private KeyCursor<TKey> _keys;

    internal KeyEnumerator(BpfMap map) => _keys = new KeyCursor<TKey>(map);

    /// <summary>The current key.</summary>
    public readonly TKey Current => _keys.Current;

    /// <summary>Moves to the next key.</summary>
    /// <returns>False if there is no next key.</returns>
    /// <exception cref="BpfException">The kernel rejected the command.</exception>
    /// <exception cref="System.InvalidOperationException">
    /// Other threads or programs delete entries faster than the enumerator can read them.
    /// </exception>
    public bool MoveNext() => _keys.MoveNext();
}
