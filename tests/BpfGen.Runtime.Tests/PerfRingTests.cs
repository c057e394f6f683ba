using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using BpfGen.Buffers;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>Reading a perf ring buffer. The test, not the kernel, writes the buffer's memory.</summary>
public sealed unsafe class PerfRingTests : IDisposable
{
    private const int PageSize = 4096;
    private const int Size = 256;
    private readonly byte* _memory = (byte*)NativeMemory.AllocZeroed(PageSize + Size);

    public void Dispose() => NativeMemory.Free(_memory);

    [Fact]
    public void A_record_is_read_at_any_position_of_the_ring()
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
    public void TryReadSample_reads_every_sample_that_does_not_cross_the_end_of_the_ring()
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
    public void TryReadSample_returns_false_for_other_records_and_incomplete_samples(bool isSample, int size, ulong head)
    {
        Write(0, isSample ? PerfRecordType.Sample : PerfRecordType.Lost, new byte[size - 8]);
        var ring = Begin(0, head);
        var next = ring.Next;

        Assert.False(ring.TryReadSample(ref next, out _));
        Assert.Equal(0ul, ring.Position);
    }

    [Fact]
    public void An_unaligned_position_does_not_cause_reads_outside_of_the_ring()
    {
        // A header has 8 bytes, so it cannot begin in the last seven bytes of the ring.
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
    public void Records_are_read_one_after_another_up_to_the_head()
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
    public void End_gives_the_space_of_read_records_back_to_the_kernel()
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
    public void A_record_with_an_invalid_size_makes_the_reader_skip_to_the_head(ushort size)
    {
        *(ushort*)(_memory + PageSize + 6) = size;
        var ring = Begin(0, 64);

        Assert.False(ring.TryRead(out _, out _));
        Assert.Equal(64ul, ring.Position);
    }

    [Fact]
    public void A_head_that_is_too_far_ahead_makes_the_reader_skip_all_records()
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
