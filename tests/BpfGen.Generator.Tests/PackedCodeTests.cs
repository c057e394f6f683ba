extern alias runtime;

using System;
using BpfGen.Generator.Collections;
using BpfGen.Generator.Emission;
using BpfGen.Generator.Model;
using Xunit;
using runtime::BpfGen.Loading;

namespace BpfGen.Generator.Tests;

/// <summary>BpfGen's runtime unpacks exactly the data that the generator packed.</summary>
public sealed class PackedCodeTests
{
    [Fact]
    public void Records_are_the_same_after_packing_and_unpacking()
    {
        var packer = new RecordPacker(BitConverter.IsLittleEndian);
        packer.Add([0, 265, 282, 50176, 1, 265, 307, 52235, 200, 1, 9, 2048], start: 0);

        Assert.Equal([0, 265, 282, 50176, 1, 265, 307, 52235, 200, 1, 9, 2048], PackedRecords.Unpack(packer.ToWords().AsSpan()).ToArray());
    }

    [Fact]
    public void The_largest_differences_between_records_are_the_same_after_unpacking()
    {
        var packer = new RecordPacker(BitConverter.IsLittleEndian);
        packer.Add([0, uint.MaxValue, 0x80000000, 0x7fffffff, uint.MaxValue, 0, 0x7fffffff, 0x80000000], start: 0);

        Assert.Equal(
            [0, uint.MaxValue, 0x80000000, 0x7fffffff, uint.MaxValue, 0, 0x7fffffff, 0x80000000],
            PackedRecords.Unpack(packer.ToWords().AsSpan()).ToArray());
    }

    [Fact]
    public void RecordPacker_adds_the_start_of_the_function_to_the_first_number_of_each_record()
    {
        var packer = new RecordPacker(BitConverter.IsLittleEndian);
        packer.Add([0, 1, 2, 3], start: 0);
        packer.Add([0, 1, 2, 3, 4, 5, 6, 7], start: 10);

        Assert.Equal([0, 1, 2, 3, 10, 1, 2, 3, 14, 5, 6, 7], PackedRecords.Unpack(packer.ToWords().AsSpan()).ToArray());
    }

    [Fact]
    public void A_packed_record_that_is_similar_to_the_previous_one_takes_one_byte_per_number()
    {
        var packer = new RecordPacker(BitConverter.IsLittleEndian);
        for (var i = 0u; i < 100; i++)
        {
            packer.Add([0, 1, 2, 3], start: i);
        }

        // Each of the 100 records takes 4 bytes, and one more byte holds the number of records.
        Assert.Equal(((4 * 100) + 1 + 7) / 8, packer.ToWords().Count);
    }

    [Fact]
    public void Packing_produces_the_same_bytes_in_either_byte_order()
    {
        var (little, big) = (new RecordPacker(isLittleEndian: true), new RecordPacker(isLittleEndian: false));
        little.Add([1, 2, 3, 4, 5, 6, 7, 8], start: 0);
        big.Add([1, 2, 3, 4, 5, 6, 7, 8], start: 0);

        Assert.Equal(
            System.Linq.Enumerable.Select(little.ToWords(), System.Buffers.Binary.BinaryPrimitives.ReverseEndianness), big.ToWords());
    }

    [Fact]
    public void Instructions_are_the_same_after_packing_and_unpacking()
    {
        ulong[] instructions = [0, 1, 0x95, ulong.MaxValue, 0xff00_0000_0000_0000, 0x0000_0001_0000_2118, 0x1234_5678_9abc_def0];

        Assert.Equal(instructions, PackedWords.Unpack(Pack(instructions).AsSpan()).ToArray());
    }

    [Fact]
    public void A_packed_instruction_takes_one_byte_plus_its_nonzero_bytes() =>
        Assert.Equal(2, Pack([.. System.Linq.Enumerable.Repeat(0x95ul, 7)]).Count);

    private static EquatableArray<ulong> Pack(ulong[] instructions) =>
        WordPacker.Pack(new EquatableArray<ulong>(instructions), BitConverter.IsLittleEndian);

    [Fact]
    public void Types_unpack_to_the_BTF_layout_of_the_kernel()
    {
        var types = new TypeInformation([1, 0x0400_0001, 4, 5, 1, 0, 7, uint.MaxValue], [0, (byte)'a', 0]);
        var packed = TypePacker.Pack(types, BitConverter.IsLittleEndian);

        var btf = PackedTypes.Unpack(packed.AsSpan()).ToArray();

        Assert.Equal(
            [0xeb9f | (1 << 16), 24, 0, 32, 32, 3, 1, 0x0400_0001, 4, 5, 1, 0, 7, uint.MaxValue],
            System.Runtime.InteropServices.MemoryMarshal.Cast<byte, uint>(btf.AsSpan()[..56]).ToArray());
        Assert.Equal([0, (byte)'a', 0], btf[56..]);
    }

    [Fact]
    public void Empty_input_unpacks_to_no_records() => Assert.True(PackedRecords.Unpack([]).IsEmpty);
}
