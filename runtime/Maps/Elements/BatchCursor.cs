using System.Runtime.InteropServices;

namespace BpfGen;

/// <summary>
/// The position of a batch read in a map. Start with <c>default</c> and pass the
/// same variable to each call until <see cref="IsAtEnd"/> is true.
/// </summary>
/// <typeparam name="TKey">The type of the map's keys.</typeparam>
/// <example>
/// <code>
/// var keys = new int[256];
/// var values = new ulong[256];
/// for (var cursor = default(BatchCursor&lt;int&gt;); !cursor.IsAtEnd;)
/// {
///     var count = starts.ReadBatch(ref cursor, keys, values);   // HashMap&lt;int, ulong&gt; starts
///     for (var i = 0; i &lt; count; i++)
///     {
///         Console.WriteLine($"{keys[i]}: {values[i]}");
///     }
/// }
/// </code>
/// </example>
public struct BatchCursor<TKey>
    where TKey : unmanaged
{
    /// <summary>The kernel's position: the last key, or the index of a hash bucket.</summary>
    internal BatchPlace Place;

    /// <summary>Whether all entries have been read.</summary>
    public bool IsAtEnd { get; internal set; }

    internal bool IsStarted { get; set; }

    /// <summary>The number of keys that were read one by one, because the kernel does not support batch reads for the map.</summary>
    internal long Steps { get; set; }

    /// <summary>
    /// Space for the kernel's position. It has room for 4 bytes more than a key, because the index of a bucket has 4 bytes and may not fit
    /// into a key.
    /// </summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct BatchPlace
    {
        public TKey Key;
        private readonly uint _room;
    }
}
