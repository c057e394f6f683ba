using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;

namespace BpfGen.Buffers;

/// <summary>
/// The ring that the kernel writes the records of one CPU to: a page with positions (<c>struct perf_event_mmap_page</c>), then the data.
/// Positions only increase. A record can wrap at the end of the data.
/// </summary>
internal sealed unsafe class PerfRing
{
    /// <summary>The size of the field at the start of a sample. The field has the number of bytes that follow it.</summary>
    public const int SampleSizeField = sizeof(uint);

    private const int HeadOffset = 1024;
    private const int TailOffset = 1032;
    private const int HeaderSize = 8;

    private readonly byte* _page;
    private readonly byte* _data;
    private readonly uint _size;
    private ulong _head;

    /// <summary>
    /// The range of the unread records that do not wrap: the address of the next record, the end of the range, and the position of this
    /// end.
    /// </summary>
    private byte* _next;
    private byte* _end;
    private ulong _endPosition;
    private byte[] _scratch = [];

    /// <param name="cpu">The CPU number.</param>
    /// <param name="page">The page with the positions. The data follows it.</param>
    /// <param name="pageSize">The page size in bytes.</param>
    /// <param name="size">The size of the data in bytes: a power of two.</param>
    public PerfRing(int cpu, byte* page, int pageSize, int size)
    {
        Cpu = cpu;
        _page = page;
        _data = page + pageSize;
        _size = (uint)size;
    }

    /// <summary>The number of the CPU whose records are in the ring.</summary>
    public int Cpu { get; }

    /// <summary>The address of the next record, for <see cref="TryReadSample"/>.</summary>
    public byte* Next => _next;

    /// <summary>The position up to which records have been read.</summary>
    public ulong Position
    {
        get => _endPosition - (ulong)(_end - _next);
        private set
        {
            // The size of each record is a multiple of 8 bytes. If the position is not a multiple of 8, or if more data is available than
            // fits into the ring, the positions are invalid. Then the range for TryReadSample is empty.
            var available = _head - value;
            var offset = (uint)value & (_size - 1);
            var length = offset % HeaderSize == 0 && available <= _size ? Math.Min((uint)available, _size - offset) : 0;
            _next = _data + offset;
            _end = _next + length;
            _endPosition = value + length;
        }
    }

    private ref ulong Tail => ref *(ulong*)(_page + TailOffset);

    /// <summary>Reads the kernel's write position. The acquire read makes all records before this position visible.</summary>
    /// <returns>Whether the ring has unread data.</returns>
    public bool Begin()
    {
        _head = Volatile.Read(ref *(ulong*)(_page + HeadOffset));
        Position = Tail;
        return Position != _head;
    }

    /// <summary>Returns the space of the received records to the kernel. The release write comes after all reads of the records.</summary>
    public void End() => Volatile.Write(ref Tail, Position);

    /// <summary>Reads the next record if it is a sample that does not wrap. This is the common case.</summary>
    /// <param name="next">The value of <see cref="Next"/> before and after. The caller keeps it in a register.</param>
    /// <param name="record">The sample.</param>
    /// <returns>False if the next record needs <see cref="TryRead"/>, or if there is none.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReadSample(scoped ref byte* next, out PerfEvent record)
    {
        const uint Least = HeaderSize + SampleSizeField;
        record = default;
        var start = next;
        var available = (uint)(_end - start);
        if (available < Least)
        {
            return false;
        }

        Prefetch.Behind(start);
        uint size = *(ushort*)(start + 6);
        var room = size - Least;
        if (room > available - Least || *(uint*)start != (uint)PerfRecordType.Sample)
        {
            return false;
        }

        _next = next = start + size;
        record = new PerfEvent(Cpu, ref *(start + HeaderSize), room);
        return true;
    }

    /// <summary>Reads the next record.</summary>
    /// <param name="type">The type of the record.</param>
    /// <param name="payload">The bytes after the record's header: in the ring or, if the record wraps, in a copy.</param>
    /// <returns>False if there are no more records. If a size is invalid, all data up to the kernel's write position is skipped.</returns>
    public bool TryRead(out PerfRecordType type, out ReadOnlySpan<byte> payload)
    {
        type = default;
        payload = default;
        var position = Position;
        var available = _head - position;

        // The size of each record is a multiple of 8 bytes, so a header never crosses the end of the ring.
        var offset = (uint)position & (_size - 1);
        if (available < HeaderSize || available > _size || offset % HeaderSize != 0)
        {
            Position = _head;
            return false;
        }

        var start = _data + offset;
        uint size = *(ushort*)(start + 6);
        if (size < HeaderSize || size > available)
        {
            Position = _head;
            return false;
        }

        Position = position + size;
        type = (PerfRecordType)(*(uint*)start);
        payload = offset + size <= _size
            ? MemoryMarshal.CreateReadOnlySpan(ref *(start + HeaderSize), (int)size - HeaderSize)
            : CopyWrapped((int)offset, (int)size);
        return true;
    }

    private ReadOnlySpan<byte> CopyWrapped(int offset, int size)
    {
        if (_scratch.Length < size)
        {
            // Make the buffer at least twice as large, so that slightly larger records do not allocate a new buffer each time.
            _scratch = new byte[Math.Max(size, 2 * _scratch.Length)];
        }

        var first = (int)_size - offset;
        new ReadOnlySpan<byte>(_data + offset, first).CopyTo(_scratch);
        new ReadOnlySpan<byte>(_data, size - first).CopyTo(_scratch.AsSpan(first));
        return _scratch.AsSpan(HeaderSize, size - HeaderSize);
    }
}
