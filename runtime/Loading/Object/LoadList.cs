using System;

namespace BpfGen.Loading;

/// <summary>Numbers in the memory of one load, which programs use one after another.</summary>
internal unsafe struct LoadList<T>
    where T : unmanaged
{
    private T* _start;
    private int _capacity;

    public int Count { get; private set; }

    /// <summary>The numbers. Valid until the next call of <see cref="Clear"/> or <see cref="Reset"/>.</summary>
    public readonly Span<T> Items => new(_start, Count);

    /// <summary>Returns a list of numbers that are already in the memory of a load. The list has no room for others.</summary>
    public static LoadList<T> Of(ReadOnlySpan<T> items)
    {
        fixed (T* start = items)
        {
            return new() { _start = start, _capacity = items.Length, Count = items.Length };
        }
    }

    /// <summary>Removes all numbers, and makes room for others.</summary>
    /// <param name="memory">The memory of the load.</param>
    /// <param name="capacity">The largest count of numbers that the list can have from now on.</param>
    public void Reset(LoadMemory memory, int capacity)
    {
        Count = 0;
        if (_capacity < capacity)
        {
            fixed (T* start = memory.Allocate<T>(capacity))
            {
                _start = start;
                _capacity = capacity;
            }
        }
    }

    /// <summary>Removes all numbers.</summary>
    public void Clear() => Count = 0;

    /// <summary>Adds numbers, and returns them.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The list has no room for them.</exception>
    public Span<T> Add(scoped ReadOnlySpan<T> items)
    {
        var added = Add(items.Length);
        items.CopyTo(added);
        return added;
    }

    /// <summary>Adds numbers whose values are undefined, and returns them.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The list has no room for them.</exception>
    public Span<T> Add(int count)
    {
        var added = new Span<T>(_start, _capacity).Slice(Count, count);
        Count += count;
        return added;
    }
}
