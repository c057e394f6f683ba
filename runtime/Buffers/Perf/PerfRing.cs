using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;

namespace BpfGen.Buffers;

/// <summary>
/// The ring that the kernel writes a CPU's records into: a page of positions (<c>struct perf_event_mmap_page</c>), then the data. The positions
/// only ever grow; where the data wraps, so may a record.
/// </summary>
internal sealed unsafe class PerfRing
{
    /// <summary>What a sample begins with: how many bytes follow.</summary>
    public const int SampleSizeField = sizeof(uint);

    private const int HeadOffset = 1024;
    private const int TailOffset = 1032;
    private const int HeaderSize = 8;

    private readonly byte* _page;
    private readonly byte* _data;
    private readonly uint _size;
    private ulong _head;

    /// <summary>The records that stand there in one piece, and the position of its end.</summary>
    private byte* _next;
    private byte* _end;
    private ulong _endPosition;
    private byte[] _scratch = [];

    /// <param name="cpu">The CPU.</param>
    /// <param name="page">The first page.</param>
    /// <param name="pageSize">Its size in bytes.</param>
    /// <param name="size">The size of the data in bytes: a power of two.</param>
    public PerfRing(int cpu, byte* page, int pageSize, int size)
    {
        Cpu = cpu;
        _page = page;
        _data = page + pageSize;
        _size = (uint)size;
    }

    /// <summary>The CPU whose records it has.</summary>
    public int Cpu { get; }

    /// <summary>Where the next record is, for <see cref="TryReadSample"/>.</summary>
    public byte* Next => _next;

    /// <summary>How far records have been read.</summary>
    public ulong Position
    {
        get => _endPosition - (ulong)(_end - _next);
        private set
        {
            // Records are multiples of 8 bytes. Where there is no sense in the positions, there are no records that the fast way could read.
            var available = _head - value;
            var offset = (uint)value & (_size - 1);
            var length = offset % HeaderSize == 0 && available <= _size ? Math.Min((uint)available, _size - offset) : 0;
            _next = _data + offset;
            _end = _next + length;
            _endPosition = value + length;
        }
    }

    private ref ulong Tail => ref *(ulong*)(_page + TailOffset);

    /// <summary>Looks how far the kernel has written: what it wrote before is seen after this.</summary>
    /// <returns>The kernel has written something that was not given back.</returns>
    public bool Begin()
    {
        _head = Volatile.Read(ref *(ulong*)(_page + HeadOffset));
        Position = Tail;
        return Position != _head;
    }

    /// <summary>Gives the space of what was read to the kernel, after everything that was read from it.</summary>
    public void End() => Volatile.Write(ref Tail, Position);

    /// <summary>Reads the next record if it is a sample that does not wrap, as nearly all are.</summary>
    /// <param name="next">What <see cref="Next"/> is before and after: the caller has it in a register.</param>
    /// <param name="record">The sample.</param>
    /// <returns>False where <see cref="TryRead"/> has to look what there is.</returns>
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
    /// <param name="type">The kind of record.</param>
    /// <param name="payload">What follows the record's header, in the ring or, where it wraps, in a copy.</param>
    /// <returns>False where there is no further record. A ring whose sizes make no sense is skipped to its head.</returns>
    public bool TryRead(out PerfRecordType type, out ReadOnlySpan<byte> payload)
    {
        type = default;
        payload = default;
        var position = Position;
        var available = _head - position;

        // Records are multiples of 8 bytes, so that a header never wraps.
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
            // Records of a program are mostly of one size.
            _scratch = new byte[Math.Max(size, 2 * _scratch.Length)];
        }

        var first = (int)_size - offset;
        new ReadOnlySpan<byte>(_data + offset, first).CopyTo(_scratch);
        new ReadOnlySpan<byte>(_data, size - first).CopyTo(_scratch.AsSpan(first));
        return _scratch.AsSpan(HeaderSize, size - HeaderSize);
    }
}
