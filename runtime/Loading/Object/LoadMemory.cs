using System;
using System.Runtime.InteropServices;

namespace BpfGen.Loading;

/// <summary>
/// The memory of one load for data that nothing needs after the load: unpacked types and code. It is not managed, so repeated loads use the
/// same pages again. New pages of the managed heap would take longer than unpacking the data.
/// </summary>
internal sealed unsafe class LoadMemory : IDisposable
{
    private const int UsualBlockSize = 4096;
    private const int Alignment = sizeof(ulong);

    private Block* _blocks;
    private byte* _free;
    private nuint _left;

    /// <summary>Allocates numbers in the memory of a load, or an array if there is none. The values are undefined.</summary>
    public static Span<T> Allocate<T>(LoadMemory? memory, int count)
        where T : unmanaged => memory is null ? GC.AllocateUninitializedArray<T>(count) : memory.Allocate<T>(count);

    /// <summary>Allocates numbers, whose values are undefined. The memory is valid until this instance is disposed.</summary>
    /// <param name="count">The count of numbers.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
    /// <exception cref="OutOfMemoryException">No memory is left.</exception>
    public Span<T> Allocate<T>(int count)
        where T : unmanaged
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var size = (checked((nuint)count * (nuint)sizeof(T)) + (Alignment - 1)) & ~(nuint)(Alignment - 1);
        if (size > _left)
        {
            AddBlock(size);
        }

        var start = _free;
        _free += size;
        _left -= size;
        return new Span<T>(start, count);
    }

    public void Dispose()
    {
        while (_blocks is not null)
        {
            var block = _blocks;
            _blocks = block->Next;
            NativeMemory.Free(block);
        }

        _free = null;
        _left = 0;
    }

    private void AddBlock(nuint size)
    {
        var whole = Math.Max((nuint)UsualBlockSize, size + (nuint)sizeof(Block));
        var block = (Block*)NativeMemory.Alloc(whole);
        block->Next = _blocks;
        _blocks = block;
        _free = (byte*)(block + 1);
        _left = whole - (nuint)sizeof(Block);
    }

    /// <summary>The start of a block of memory. The numbers follow.</summary>
    private struct Block
    {
        public Block* Next;
    }
}
