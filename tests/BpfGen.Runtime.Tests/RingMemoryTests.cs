using System;
using System.Runtime.InteropServices;
using BpfGen.Buffers;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>Reading a BPF ring buffer. The test, not the kernel, writes the buffer's memory.</summary>
public sealed unsafe class RingMemoryTests : IDisposable
{
    private const int PageSize = 4096;
    private const int Size = 64;
    private const uint Busy = 1u << 31;
    private const uint Discarded = 1u << 30;
    private readonly byte* _memory = (byte*)NativeMemory.AllocZeroed((2 * PageSize) + (2 * Size));

    private RingMemory Ring => new(_memory, _memory + PageSize, _memory + (2 * PageSize), Size);

    public void Dispose() => NativeMemory.Free(_memory);

    [Fact]
    public void A_record_is_read_at_any_position_of_the_ring()
    {
        for (var start = 0ul; start < 4 * Size; start += 8)
        {
            Header(start, 20);
            var (position, available) = (start, 40ul);

            Assert.True(Ring.TryRead(ref position, ref available, out var record));
            Assert.Equal((20, start + 32, 8ul), (record.Data.Length, position, available));
        }
    }

    [Fact]
    public void A_record_that_is_being_written_is_not_read_yet()
    {
        Header(0, 8 | Busy);
        var (position, available) = (0ul, 16ul);

        Assert.False(Ring.TryRead(ref position, ref available, out var record));
        Assert.False(RingMemory.TryPass(ref position, ref available, record));
        Assert.Equal((0ul, 16ul), (position, available));
    }

    [Fact]
    public void A_discarded_record_is_passed_over()
    {
        Header(0, 8 | Discarded);
        var (position, available) = (0ul, 16ul);

        Assert.False(Ring.TryRead(ref position, ref available, out var record));
        Assert.Equal((0ul, 16ul), (position, available));
        Assert.True(RingMemory.TryPass(ref position, ref available, record));
        Assert.Equal((16ul, 0ul), (position, available));
    }

    [Theory]
    [InlineData(57u)]
    [InlineData(0x3fff_ffffu)]
    [InlineData(57u | Discarded)]
    [InlineData(0x3fff_ffffu | Discarded)]
    public void A_record_with_an_invalid_size_makes_the_reader_skip_all_available_data(uint header)
    {
        Header(0, header);
        var (position, available) = (0ul, 64ul);

        Assert.False(Ring.TryRead(ref position, ref available, out var record));
        Assert.False(RingMemory.TryPass(ref position, ref available, record));
        Assert.Equal((64ul, 0ul), (position, available));
    }

    /// <summary>One comparison finds both flags and wrong sizes, because a flag is as large as the largest ring.</summary>
    [Theory]
    [InlineData(Busy)]
    [InlineData(Discarded)]
    [InlineData(Busy | Discarded)]
    public void A_record_with_a_flag_is_not_read_even_from_the_largest_ring(uint flags)
    {
        Header(0, flags);
        var (position, available) = (0ul, 1ul << 30);

        Assert.False(Ring.TryRead(ref position, ref available, out _));
        Assert.Equal((0ul, 1ul << 30), (position, available));
    }

    [Fact]
    public void An_empty_ring_has_no_record()
    {
        *(ulong*)_memory = 24;
        *(ulong*)(_memory + PageSize) = 24;

        Assert.Equal(0ul, Ring.AvailableAt(24));
        Assert.False(Ring.HasRecord);
    }

    [Fact]
    public void Skip_consumes_the_next_record()
    {
        Header(24, 16);
        *(ulong*)_memory = 24;
        *(ulong*)(_memory + PageSize) = 72;

        Ring.Skip();

        Assert.Equal(48ul, Ring.Consumed);
    }

    [Theory]
    [InlineData(24, 48, 48)]
    [InlineData(24, 24, 24)]
    [InlineData(24, 24 + Size, 24 + Size)]
    [InlineData(24, 1_000, 24)]
    [InlineData(24, 16, 24)]
    [InlineData(ulong.MaxValue - 7, 24, 24)]
    [InlineData(ulong.MaxValue - 7, 1_000, ulong.MaxValue - 7)]
    public void A_reader_at_an_invalid_position_finds_no_records(ulong position, ulong produced, ulong end)
    {
        *(ulong*)(_memory + PageSize) = produced;

        Assert.Equal(unchecked(end - position), Ring.AvailableAt(position));
        Assert.Equal(end == position && position != produced ? produced : position, Ring.Valid(position));
    }

    /// <summary>At a position near the largest number, adding the size of a record overflows.</summary>
    [Theory]
    [InlineData(1ul << 29, 0x1fff_fff8u)]
    [InlineData(1ul << 20, 0x3fff_fff8u)]
    [InlineData(64ul, 64u)]
    [InlineData(8ul, 64u)]
    public void Reading_at_a_position_near_the_largest_64_bit_number_stays_inside_the_ring(ulong before, uint length)
    {
        var position = unchecked(0 - before);
        Header(position, length);
        *(ulong*)_memory = position;
        *(ulong*)(_memory + PageSize) = unchecked(position + Size);
        var available = Ring.AvailableAt(position);

        Assert.False(Ring.TryRead(ref position, ref available, out var record));
        Assert.False(RingMemory.TryPass(ref position, ref available, record));
        Assert.Equal((unchecked(Size - before), 0ul), (position, available));
    }

    [Fact]
    public void Reading_at_an_unaligned_position_stays_inside_the_ring()
    {
        for (var start = 0ul; start < 2 * Size; start++)
        {
            Header(start & ~7ul, 56);
            var (position, available) = (start, (ulong)Size);

            Assert.True(Ring.TryRead(ref position, ref available, out var record));
            fixed (byte* data = record.Data)
            {
                Assert.InRange((long)(data - _memory), 2 * PageSize, (2 * PageSize) + (2 * Size) - record.Data.Length);
                Assert.Equal(0, (long)data % 8);
            }
        }
    }

    [Fact]
    public void Skip_moves_from_an_invalid_position_to_the_producer_position()
    {
        *(ulong*)_memory = 1_000;
        *(ulong*)(_memory + PageSize) = 72;

        Ring.Skip();

        Assert.Equal(72ul, Ring.Consumed);
    }

    /// <summary>
    /// Writes a record header. The kernel maps the data pages twice in a row, so this method writes the header into both copies.
    /// </summary>
    private void Header(ulong position, uint header)
    {
        *(uint*)(_memory + (2 * PageSize) + (int)(position % Size)) = header;
        *(uint*)(_memory + (2 * PageSize) + Size + (int)(position % Size)) = header;
    }
}
