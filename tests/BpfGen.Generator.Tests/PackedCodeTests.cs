extern alias runtime;

using System;
using BpfGen.Generator.Collections;
using BpfGen.Generator.Emission;
using BpfGen.Generator.Model;
using Xunit;
using runtime::BpfGen.Loading;

namespace BpfGen.Generator.Tests;

/// <summary>What the generator packs the runtime unpacks.</summary>
public sealed class PackedCodeTests
{
    [Fact]
    public void Records_are_as_they_were()
    {
        var packer = new RecordPacker(BitConverter.IsLittleEndian);
        packer.Add([0, 265, 282, 50176, 1, 265, 307, 52235, 200, 1, 9, 2048], start: 0);

        Assert.Equal([0, 265, 282, 50176, 1, 265, 307, 52235, 200, 1, 9, 2048], PackedRecords.Unpack(packer.ToWords().AsSpan()));
    }

    [Fact]
    public void The_largest_differences_are_kept()
    {
        var packer = new RecordPacker(BitConverter.IsLittleEndian);
        packer.Add([0, uint.MaxValue, 0x80000000, 0x7fffffff, uint.MaxValue, 0, 0x7fffffff, 0x80000000], start: 0);

        Assert.Equal([0, uint.MaxValue, 0x80000000, 0x7fffffff, uint.MaxValue, 0, 0x7fffffff, 0x80000000], PackedRecords.Unpack(packer.ToWords().AsSpan()));
    }

    [Fact]
    public void The_first_number_counts_from_the_start_of_the_function()
    {
        var packer = new RecordPacker(BitConverter.IsLittleEndian);
        packer.Add([0, 1, 2, 3], start: 0);
        packer.Add([0, 1, 2, 3, 4, 5, 6, 7], start: 10);

        Assert.Equal([0, 1, 2, 3, 10, 1, 2, 3, 14, 5, 6, 7], PackedRecords.Unpack(packer.ToWords().AsSpan()));
    }

    [Fact]
    public void A_record_that_is_like_the_one_before_takes_a_byte_a_number()
    {
        var packer = new RecordPacker(BitConverter.IsLittleEndian);
        for (var i = 0u; i < 100; i++)
        {
            packer.Add([0, 1, 2, 3], start: i);
        }

        // And one byte says how many there are.
        Assert.Equal(((4 * 100) + 1 + 7) / 8, packer.ToWords().Count);
    }

    [Fact]
    public void The_bytes_are_the_same_in_either_byte_order()
    {
        var (little, big) = (new RecordPacker(isLittleEndian: true), new RecordPacker(isLittleEndian: false));
        little.Add([1, 2, 3, 4, 5, 6, 7, 8], start: 0);
        big.Add([1, 2, 3, 4, 5, 6, 7, 8], start: 0);

        Assert.Equal(System.Linq.Enumerable.Select(little.ToWords(), System.Buffers.Binary.BinaryPrimitives.ReverseEndianness), big.ToWords());
    }

    [Fact]
    public void Instructions_are_as_they_were()
    {
        ulong[] instructions = [0, 1, 0x95, ulong.MaxValue, 0xff00_0000_0000_0000, 0x0000_0001_0000_2118, 0x1234_5678_9abc_def0];

        Assert.Equal(instructions, PackedWords.Unpack(Pack(instructions).AsSpan()).ToArray());
    }

    [Fact]
    public void An_instruction_takes_a_byte_and_those_that_are_not_zero() =>
        Assert.Equal(2, Pack([.. System.Linq.Enumerable.Repeat(0x95ul, 7)]).Count);

    private static EquatableArray<ulong> Pack(ulong[] instructions) =>
        WordPacker.Pack(new EquatableArray<ulong>(instructions), BitConverter.IsLittleEndian);

    [Fact]
    public void Types_are_as_the_kernel_takes_them()
    {
        var types = new TypeInformation([1, 0x0400_0001, 4, 5, 1, 0, 7, uint.MaxValue], [0, (byte)'a', 0]);
        var packed = TypePacker.Pack(types, BitConverter.IsLittleEndian);

        var btf = PackedTypes.Unpack(packed.AsSpan());

        Assert.Equal(
            [0xeb9f | (1 << 16), 24, 0, 32, 32, 3, 1, 0x0400_0001, 4, 5, 1, 0, 7, uint.MaxValue],
            System.Runtime.InteropServices.MemoryMarshal.Cast<byte, uint>(btf.AsSpan()[..56]).ToArray());
        Assert.Equal([0, (byte)'a', 0], btf[56..]);
    }

    [Fact]
    public void Nothing_is_unpacked_of_nothing() => Assert.Empty(PackedRecords.Unpack([]));
}
