using System;
using System.Runtime.CompilerServices;

namespace BpfGen.Maps;

/// <summary>
/// Walks the keys of a map. The next key is fetched before the current one is handed out, so that deleting the current entry does not lose
/// the place: after a key that is gone, the kernel starts again at the first.
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

    /// <exception cref="InvalidOperationException">Others delete entries faster than this can go through them.</exception>
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

        // Each restart shows entries a second time; one that never ends must not be waited for.
        if (++_steps > (4L * map.MaxEntries) + 16)
        {
            throw new InvalidOperationException($"Entries of map '{map.Name}' are deleted faster than they can be gone through.");
        }

        _current = _next;
        _hasNext = map.NextKey(ref Unsafe.As<TKey, byte>(ref _current), ref Unsafe.As<TKey, byte>(ref _next));
        return true;
    }
}
