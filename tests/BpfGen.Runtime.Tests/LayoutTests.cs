using System;
using System.Linq;
using BpfGen.Runtime.Tests.Support;
using Xunit;
using static BpfGen.Runtime.Tests.Shapes.Types;

namespace BpfGen.Runtime.Tests;

/// <summary>A program writes values into structs with complex layouts, and C# code reads the same values.</summary>
[Collection(KernelTests.Name)]
public sealed class LayoutTests : IDisposable
{
    private readonly Shapes _shapes;

    public LayoutTests()
    {
        Kernel.Required();
        _shapes = Shapes.Load();
    }

    public void Dispose() => _shapes.Dispose();

    [Fact]
    public void Bit_fields_have_the_values_that_the_program_wrote()
    {
        var bits = RunProgram().Bits;

        Assert.Equal((1u, 5u, -11, 0x512345u), (bits.One, bits.Three, bits.SignedFive, bits.Rest));
        Assert.Equal((0x123456789ul, 0x7654321ul), (bits.LongLow, bits.LongHigh));
        Assert.Equal((-3, true, Negative.Minus, Tiny.TinyC), (bits.Nibble, bits.Flag, bits.Sign, bits.Tiny));
        Assert.Equal((-0x123456789, 0xfedcba98), (bits.BigSigned, bits.Whole));
    }

    [Fact]
    public void Bit_fields_that_cross_integer_boundaries_are_read()
    {
        var all = RunProgram();

        Assert.Equal((0xaa, 0x55u), (all.PackedBits.Before, all.PackedBits.Low));
        Assert.Equal((0x1122334455667788ul, -2000), (all.PackedBits.Crossing, all.PackedBits.Last));
        Assert.Equal((21u, -65000, 2u), (all.InThreeBytes.A, all.InThreeBytes.B, all.InThreeBytes.C));
    }

    [Fact]
    public void Bit_fields_in_unions_are_read()
    {
        var bits = RunProgram().BitsInUnions;

        Assert.Equal((0xabc, 4, 0x4abc, 0xbc, 2), (bits.Flags, bits.Version, bits.Word, bits.First, bits.SecondLow));
        Assert.Equal(0x5a5u, bits.Named.Only);
    }

    [Fact]
    public void Writing_a_bit_field_in_CSharp_leaves_its_neighbours_unchanged()
    {
        var all = RunProgram();
        all.PackedBits.Crossing = 0x0fff_ffff_ffff_fff1;
        all.PackedBits.Last = 2047;
        all.Bits.SignedFive = 15;
        _shapes.Filled[0] = all;

        all = _shapes.Filled[0];
        Assert.Equal((0x0fff_ffff_ffff_fff1ul, 2047, 0x55u), (all.PackedBits.Crossing, all.PackedBits.Last, all.PackedBits.Low));
        Assert.Equal((15, 5u, 0x512345u), (all.Bits.SignedFive, all.Bits.Three, all.Bits.Rest));
    }

    [Fact]
    public void Packed_and_aligned_structs_are_read()
    {
        var all = RunProgram();

        Assert.Equal((1, 2ul), (all.Aligned.Small, all.Aligned.Far));
        Assert.Equal((3ul, 4, (Int128)(-5), 0x1234), (all.Packed.B, all.Packed.C, all.Packed.D, all.Packed.E.Word));
    }

    [Fact]
    public void Pointers_in_recursive_structs_are_read_as_kernel_addresses()
    {
        var tree = RunProgram().Tree;

        Assert.Equal(new KernelAddress(0x1000), tree.Root.Many[1]);
        Assert.Equal(new KernelAddress<Tree>(0xffff888000000000), tree.Right);
        Assert.Equal("0xffff888000000000", tree.Right.ToString());
        Assert.Equal(new KernelAddress(0xffff888000000000), tree.Anything);
        KernelAddress<Hidden> hidden = tree.Root.Hidden;
        Assert.Equal(0ul, hidden.Value);
    }

    [Fact]
    public void Arrays_of_structs_enums_and_large_integers_are_read()
    {
        var many = RunProgram().Many;

        Assert.Equal("x", many.Names[1].ToString());
        Assert.Equal((256u, -8), (many.Numbers[1][2].Number, many.Points[1].Y));
        Assert.Equal((KindT.KindSome, ManyLoose.LooseB, Huge.HugeMinus), (many.Kinds[1], many.Loose, many.Huge));
        Assert.Equal(((UInt128)9, -10), (many.Wide, many.Small));
    }

    [Fact]
    public void Members_with_colliding_C_sharp_names_are_read()
    {
        var clash = RunProgram().Clash;

        Assert.Equal((6, 7), (clash.Class, clash.VALUE));
        Assert.Equal(11, RunProgram().End);
    }

    [Fact]
    public void Large_array_variables_are_spans()
    {
        RunProgram();

        Assert.Equal((10_000, 12ul), (_shapes.Bss.LargeTable.Length, _shapes.Bss.LargeTable[^1]));
        Assert.Equal((3_000, 13), (_shapes.Bss.LargePacked.Length, _shapes.Bss.LargePacked[^1].C));
    }

    [Fact]
    public void A_variable_may_have_the_name_of_a_member_of_BpfMap()
    {
        RunProgram();

        Assert.Equal((14ul, new KernelAddress<Node>(0x2000)), (_shapes.Bss.Id, _shapes.Bss.First));
        Assert.NotEqual(0u, ((BpfMap)_shapes.Bss).Id);
    }

    [Fact]
    public void A_char_array_is_read_as_text_with_or_without_a_terminating_zero()
    {
        RunProgram();

        Assert.Equal(("abcd", "bello"), (_shapes.Rodata.ConstantText.ToString(), _shapes.Data.Text.ToString()));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("seven..", "seven..")]
    [InlineData("eight...", "eight..")]
    [InlineData("aöüöüé", "aöüö")]
    [InlineData("abcd\ud83d\ude00", "abcd")]
    public void Text_that_is_too_long_is_cut_between_characters(string text, string stored)
    {
        _shapes.Data.Text = text;

        Assert.Equal(stored, _shapes.Data.Text.ToString());
    }

    [Fact]
    public void Text_with_an_unpaired_surrogate_is_written_with_the_replacement_character()
    {
        _shapes.Data.Text = new string(['\ud83d', '!']);

        Assert.Equal("\ufffd!", _shapes.Data.Text.ToString());
    }

    [Fact]
    public void A_flexible_array_member_is_read_from_the_rest_of_the_record()
    {
        using var reader = _shapes.Messages.OpenReader();
        RunProgram();
        byte[]? record = null;

        Poll.Until(() => reader.Poll(TimeSpan.FromMilliseconds(50), bytes => record ??= bytes.ToArray()) > 0, "a record");

        Assert.Equal("tail\0"u8.ToArray(), Message.Data(record)[..5]);
    }

    private All RunProgram()
    {
        Packets.SendUntil(_shapes.Fill, () => _shapes.Filled[0].End != 0, "the program to run");
        return _shapes.Filled[0];
    }
}
