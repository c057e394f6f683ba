using System;
using System.Runtime.CompilerServices;

namespace BpfGen.Maps;

/// <summary>
/// Enumerates the keys of a map. The cursor reads the next key before it returns the current key, so that the caller may delete the current
/// entry: if the given key does not exist, the kernel starts again at the first key.
/// </summary>
/// <typeparam name="TKey">The type of the keys.</typeparam>
internal struct KeyCursor<TKey>(BpfMap map)
    where TKey : unmanaged
{
    private TKey _current;
    private TKey _next;
    private bool _isStarted;
    private bool _hasNext;
    private long _steps;

    public readonly TKey Current => _current;

    /// <exception cref="InvalidOperationException">
    /// Other threads or programs delete entries faster than the cursor can read them.
    /// </exception>
    public bool MoveNext()
    {
        if (!_isStarted)
        {
            _isStarted = true;
            _hasNext = map.NextKey(ref Unsafe.NullRef<byte>(), ref Unsafe.As<TKey, byte>(ref _next));
        }

        if (!_hasNext)
        {
            return false;
        }

        // Each time the kernel starts again at the first key, keys repeat. So limit the steps to prevent an endless loop.
        if (++_steps > (4L * map.MaxEntries) + 16)
        {
            throw new InvalidOperationException($"The entries of map '{map.Name}' are deleted faster than they can be read.");
        }

        _current = _next;
        _hasNext = map.NextKey(ref Unsafe.As<TKey, byte>(ref _current), ref Unsafe.As<TKey, byte>(ref _next));
        return true;
    }
}
