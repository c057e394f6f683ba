using System.Runtime.InteropServices;

namespace BpfGen;

/// <summary>How far the entries of a map have been read, many at once. A new one begins at the beginning.</summary>
/// <typeparam name="TKey">The type of the map's keys.</typeparam>
public struct BatchCursor<TKey>
    where TKey : unmanaged
{
    /// <summary>Where the kernel goes on: a key, or the number of a bucket.</summary>
    internal BatchPlace Place;

    /// <summary>Whether all entries have been read.</summary>
    public bool IsAtEnd { get; internal set; }

    internal bool IsStarted { get; set; }

    /// <summary>How many keys have been asked for one by one, where the kernel does not read many at once.</summary>
    internal long Steps { get; set; }

    /// <summary>The number of a bucket is larger than small keys are.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct BatchPlace
    {
        public TKey Key;
        private readonly uint _room;
    }
}
