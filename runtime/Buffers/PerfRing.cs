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
    /// <summary>What a sample begins with: how many bytes follow.</summary>
    public const int SampleSizeField = sizeof(uint);

    private const int HeadOffset = 1024;
    private const int TailOffset = 1032;
    private const int HeaderSize = 8;

    private readonly byte* _page;
    private readonly byte* _data;
    private readonly uint _size;
    private ulong _head;
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

    /// <summary>How far records have been read.</summary>
    public ulong Position { get; private set; }

    private ulong Head => Volatile.Read(ref *(ulong*)(_page + HeadOffset));

    private ref ulong Tail => ref *(ulong*)(_page + TailOffset);

    /// <summary>Looks how far the kernel has written: what it wrote before is seen after this.</summary>
    /// <returns>The kernel has written something that was not given back.</returns>
    public bool Begin()
    {
        Position = Tail;
        _head = Head;
        return _head != Position;
    }

    /// <summary>Gives the space of what was read to the kernel, after everything that was read from it.</summary>
    public void End() => Volatile.Write(ref Tail, Position);

    /// <summary>Reads the next record if it is a sample that does not wrap, as nearly all are.</summary>
    /// <param name="position">What <see cref="Position"/> is before and after: the caller has it in a register.</param>
    /// <param name="sample">The sample, with its size before it.</param>
    /// <returns>False where <see cref="TryRead"/> has to look what there is.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReadSample(scoped ref ulong position, out ReadOnlySpan<byte> sample)
    {
        const uint Least = HeaderSize + SampleSizeField;
        sample = default;
        var available = _head - position;
        var offset = (uint)position & (_size - HeaderSize);
        var start = _data + offset;
        Prefetch.Behind(start);
        uint size = *(ushort*)(start + 6);
        if (available < Least || size - Least > available - Least || *(uint*)start != (uint)PerfRecordType.Sample || offset + size > _size)
        {
            return false;
        }

        Position = position += size;
        sample = MemoryMarshal.CreateReadOnlySpan(ref *(start + HeaderSize), (int)size - HeaderSize);
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
        var available = _head - Position;

        // Records are multiples of 8 bytes, so that a header never wraps.
        var offset = (uint)Position & (_size - 1);
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

        Position += size;
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
