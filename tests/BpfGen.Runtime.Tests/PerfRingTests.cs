using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>Reading a perf ring, on memory that no kernel writes to.</summary>
public sealed unsafe class PerfRingTests : IDisposable
{
    private const int PageSize = 4096;
    private const int Size = 256;
    private readonly byte* _memory = (byte*)NativeMemory.AllocZeroed(PageSize + Size);

    private PerfRing Ring => new(_memory, PageSize, Size);

    public void Dispose() => NativeMemory.Free(_memory);

    [Fact]
    public void A_record_is_read_wherever_in_the_ring_it_begins()
    {
        for (var start = 0ul; start < Size; start += 8)
        {
            var payload = Enumerable.Range(1, 64).Select(i => (byte)i).ToArray();
            Write(start, PerfRecordType.Sample, payload);
            var position = start;

            Assert.True(Ring.TryRead(ref position, start + 72, out var type, out var read), $"at {start}");
            Assert.Equal(PerfRecordType.Sample, type);
            Assert.Equal(payload, read.ToArray());
            Assert.Equal(start + 72, position);
        }
    }

    [Fact]
    public void Records_follow_each_other_to_the_head()
    {
        Write(200, PerfRecordType.Sample, new byte[40]);
        Write(248, PerfRecordType.Lost, new byte[16]);
        var position = 200ul;
        var types = new List<PerfRecordType>();

        while (Ring.TryRead(ref position, 272, out var type, out _))
        {
            types.Add(type);
        }

        Assert.Equal([PerfRecordType.Sample, PerfRecordType.Lost], types);
        Assert.Equal(272ul, position);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(500)]
    [InlineData(65535)]
    public void A_record_whose_size_makes_no_sense_is_skipped_to_the_head(ushort size)
    {
        *(ushort*)(_memory + PageSize + 6) = size;
        var position = 0ul;

        Assert.False(Ring.TryRead(ref position, 64, out _, out _));
        Assert.Equal(64ul, position);
    }

    [Fact]
    public void A_head_further_than_the_ring_is_long_is_skipped_to()
    {
        var position = 0ul;

        Assert.False(Ring.TryRead(ref position, Size + 8, out _, out _));
        Assert.Equal((ulong)Size + 8, position);
    }

    [Fact]
    public void An_empty_ring_has_no_record()
    {
        var position = 16ul;

        Assert.False(Ring.TryRead(ref position, 16, out _, out _));
        Assert.Equal(16ul, position);
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
