using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;

namespace BpfGen;

/// <summary>
/// The ring that the kernel writes a CPU's records into: a page of positions (<c>struct perf_event_mmap_page</c>), then the data. The positions
/// only ever grow; where the data wraps, so may a record.
/// </summary>
internal sealed unsafe class PerfRing
{
    private const int HeadOffset = 1024;
    private const int TailOffset = 1032;
    private const int HeaderSize = 8;

    private readonly byte* _page;
    private readonly byte* _data;
    private readonly int _size;
    private byte[] _scratch = [];

    /// <param name="page">The first page.</param>
    /// <param name="pageSize">Its size in bytes.</param>
    /// <param name="size">The size of the data in bytes: a power of two.</param>
    public PerfRing(byte* page, int pageSize, int size)
    {
        _page = page;
        _data = page + pageSize;
        _size = size;
    }

    /// <summary>How far the kernel has written. What it wrote before is seen after this.</summary>
    public ulong Head => Volatile.Read(ref *(ulong*)(_page + HeadOffset));

    /// <summary>How far has been read. Writing it gives the space to the kernel, after everything that was read from it.</summary>
    public ulong Tail
    {
        get => *(ulong*)(_page + TailOffset);
        set => Volatile.Write(ref *(ulong*)(_page + TailOffset), value);
    }

    /// <summary>Reads the record at a position.</summary>
    /// <param name="position">The position; it moves behind the record.</param>
    /// <param name="head">How far there is anything to read.</param>
    /// <param name="type">The kind of record.</param>
    /// <param name="payload">What follows the record's header, in the ring or, where it wraps, in a copy.</param>
    /// <returns>False where there is no further record. A ring whose sizes make no sense is skipped to its head.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryRead(ref ulong position, ulong head, out PerfRecordType type, out ReadOnlySpan<byte> payload)
    {
        type = default;
        payload = default;
        var available = head - position;
        if (available - HeaderSize > (ulong)(_size - HeaderSize))
        {
            position = head;
            return false;
        }

        // Records are multiples of 8 bytes, so that a header never wraps.
        var offset = (int)(position & (ulong)(_size - 1));
        var start = _data + offset;
        uint size = *(ushort*)(start + 6);
        if (size < HeaderSize || size > available || offset % HeaderSize != 0)
        {
            position = head;
            return false;
        }

        position += size;
        type = (PerfRecordType)(*(uint*)start);
        payload = offset + size <= (uint)_size
            ? MemoryMarshal.CreateReadOnlySpan(ref *(start + HeaderSize), (int)size - HeaderSize)
            : CopyWrapped(offset, (int)size);
        return true;
    }

    private ReadOnlySpan<byte> CopyWrapped(int offset, int size)
    {
        if (_scratch.Length < size)
        {
            // Records of a program are mostly of one size.
            _scratch = new byte[Math.Max(size, 2 * _scratch.Length)];
        }

        var first = _size - offset;
        new ReadOnlySpan<byte>(_data + offset, first).CopyTo(_scratch);
        new ReadOnlySpan<byte>(_data, size - first).CopyTo(_scratch.AsSpan(first));
        return _scratch.AsSpan(HeaderSize, size - HeaderSize);
    }
}
