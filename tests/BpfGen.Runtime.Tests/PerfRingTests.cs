using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using BpfGen.Buffers;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>Reading a perf ring, on memory that no kernel writes to.</summary>
public sealed unsafe class PerfRingTests : IDisposable
{
    private const int PageSize = 4096;
    private const int Size = 256;
    private readonly byte* _memory = (byte*)NativeMemory.AllocZeroed(PageSize + Size);

    public void Dispose() => NativeMemory.Free(_memory);

    [Fact]
    public void A_record_is_read_wherever_in_the_ring_it_begins()
    {
        for (var start = 0ul; start < Size; start += 8)
        {
            var payload = Enumerable.Range(1, 64).Select(i => (byte)i).ToArray();
            Write(start, PerfRecordType.Sample, payload);
            var ring = Begin(start, start + 72);

            Assert.True(ring.TryRead(out var type, out var read), $"at {start}");
            Assert.Equal(PerfRecordType.Sample, type);
            Assert.Equal(payload, read.ToArray());
            Assert.Equal(start + 72, ring.Position);
        }
    }

    [Fact]
    public void The_fast_way_reads_every_sample_that_does_not_wrap()
    {
        for (var start = 0ul; start < Size; start += 8)
        {
            var payload = Enumerable.Range(1, 64).Select(i => (byte)i).ToArray();
            Write(start, PerfRecordType.Sample, payload);
            var ring = Begin(start, start + 72);
            var next = ring.Next;

            Assert.Equal(start + 72 <= Size, ring.TryReadSample(ref next, out var record));
            Assert.Equal(start + 72 <= Size ? payload[4..] : [], record.Data.ToArray());
            Assert.Equal(start + 72 <= Size ? start + 72 : start, ring.Position);
            Assert.Equal((nint)ring.Next, (nint)next);
        }
    }

    [Theory]
    [InlineData(false, 72, 72)]
    [InlineData(true, 8, 72)]
    [InlineData(true, 72, 64)]
    [InlineData(true, 72, 8)]
    [InlineData(true, 72, 0)]
    public void The_fast_way_leaves_what_is_no_whole_sample(bool isSample, int size, ulong head)
    {
        Write(0, isSample ? PerfRecordType.Sample : PerfRecordType.Lost, new byte[size - 8]);
        var ring = Begin(0, head);
        var next = ring.Next;

        Assert.False(ring.TryReadSample(ref next, out _));
        Assert.Equal(0ul, ring.Position);
    }

    [Fact]
    public void The_fast_way_stays_in_the_ring_where_a_position_makes_no_sense()
    {
        // Of the last seven bytes of a ring none is the beginning of a header.
        for (var start = Size - 7ul; start < Size; start++)
        {
            var ring = Begin(start, start + 72);
            var next = ring.Next;

            Assert.False(ring.TryReadSample(ref next, out _));
            Assert.False(ring.TryRead(out _, out _));
            Assert.Equal(start + 72, ring.Position);
        }
    }

    [Fact]
    public void Records_follow_each_other_to_the_head()
    {
        Write(200, PerfRecordType.Sample, new byte[40]);
        Write(248, PerfRecordType.Lost, new byte[16]);
        var ring = Begin(200, 272);
        var types = new List<PerfRecordType>();

        while (ring.TryRead(out var type, out _))
        {
            types.Add(type);
        }

        Assert.Equal([PerfRecordType.Sample, PerfRecordType.Lost], types);
        Assert.Equal(272ul, ring.Position);
    }

    [Fact]
    public void What_was_read_is_given_back_at_the_end()
    {
        Write(200, PerfRecordType.Sample, new byte[40]);
        var ring = Begin(200, 248);
        Assert.True(ring.TryRead(out _, out _));
        Assert.Equal(200ul, *Tail);

        ring.End();

        Assert.Equal(248ul, *Tail);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(500)]
    [InlineData(65535)]
    public void A_record_whose_size_makes_no_sense_is_skipped_to_the_head(ushort size)
    {
        *(ushort*)(_memory + PageSize + 6) = size;
        var ring = Begin(0, 64);

        Assert.False(ring.TryRead(out _, out _));
        Assert.Equal(64ul, ring.Position);
    }

    [Fact]
    public void A_head_further_than_the_ring_is_long_is_skipped_to()
    {
        var ring = Begin(0, Size + 8);

        Assert.False(ring.TryRead(out _, out _));
        Assert.Equal((ulong)Size + 8, ring.Position);
    }

    [Fact]
    public void An_empty_ring_has_no_record()
    {
        var ring = Begin(16, 16);

        Assert.False(ring.TryRead(out _, out _));
        Assert.Equal(16ul, ring.Position);
    }

    private ulong* Tail => (ulong*)(_memory + 1032);

    private PerfRing Begin(ulong tail, ulong head)
    {
        *Tail = tail;
        *(ulong*)(_memory + 1024) = head;
        var ring = new PerfRing(cpu: 0, _memory, PageSize, Size);
        ring.Begin();
        return ring;
    }

    private void Write(ulong position, PerfRecordType type, byte[] payload)
    {
        var record = new byte[8 + payload.Length];
        BitConverter.TryWriteBytes(record, (uint)type);
        BitConverter.TryWriteBytes(record.AsSpan(6), (ushort)record.Length);
        payload.CopyTo(record, 8);
        for (var i = 0; i < record.Length; i++)
        {
            _memory[PageSize + (int)((position + (ulong)i) % Size)] = record[i];
        }
    }
}
