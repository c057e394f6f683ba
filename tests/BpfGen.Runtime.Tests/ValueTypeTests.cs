using System;
using System.Runtime.CompilerServices;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>Generated C# types, which have the same layout as the object's C types.</summary>
[Collection(KernelTests.Name)]
public sealed class ValueTypeTests
{
    [Fact]
    public void Generated_structs_have_the_same_sizes_as_the_C_structs() => Assert.Equal(
        (124, 32, 4, 16),
        (
            Unsafe.SizeOf<TypesOfC.Types.Outer>(),
            Unsafe.SizeOf<TypesOfC.Types.Inner>(),
            Unsafe.SizeOf<TypesOfC.Types.Inner_inner>(),
            Unsafe.SizeOf<TypesOfC.Types.Text16>()));

    [Fact]
    public void Members_of_every_type_keep_their_values_in_a_map()
    {
        Kernel.Required();
        using var types = TypesOfC.Load();
        var value = new TypesOfC.Types.Outer
        {
            IsSet = true,
            Small = -1,
            Medium = -2,
            Number = -3,
            Large = -4,
            Ratio = 0.5f,
            Precise = 0.25,
            State = TypesOfC.Types.State.Broken,
            Wide = TypesOfC.Types.Wide.WideLarge,
            Address = new KernelAddress(0xffff_8000_0000_0000),
            AsNumber = 0x01020304,
        };
        "name"u8.CopyTo(value.Name);
        value.Several[2].Port = 443;
        value.Grid[1][3] = 9;
        value.Point.Y = 7;
        var key = new TypesOfC.Types.Inner { Equals_equals = 1, Equals_2 = 2 };

        types.All[key] = value;
        var read = types.All[key];

        Assert.Equal("name", read.Name.ToString());
        Assert.Equal(
            (true, -1, -2, -3, -4L, 0.5f, 0.25), (read.IsSet, read.Small, read.Medium, read.Number, read.Large, read.Ratio, read.Precise));
        Assert.Equal(
            (TypesOfC.Types.State.Broken, TypesOfC.Types.Wide.WideLarge, new KernelAddress(0xffff_8000_0000_0000)),
            (read.State, read.Wide, read.Address));
        Assert.Equal((443, 9, 7, 4), (read.Several[2].Port, read.Grid[1][3], read.Point.Y, read.AsBytes[0]));
    }

    [Fact]
    public void A_program_and_user_space_exchange_values_of_generated_types()
    {
        Kernel.Required();
        using var types = TypesOfC.Load();
        using var socket = PacketSocket.Open("lo");
        using var link = types.Run.Attach(socket);
        using var traffic = new Loopback();
        Assert.Equal((-7, "hello"), (types.Rodata.Threshold, types.Data.Greeting.ToString()));

        Poll.Until(
            () =>
            {
                traffic.Send();
                return types.States[0] == TypesOfC.Types.State.Running;
            },
            "the program to run");

        Assert.Equal("jello", types.Data.Greeting.ToString());
    }

    [Fact]
    public void Bit_fields_keep_their_values_in_a_map()
    {
        Kernel.Required();
        using var types = TypesOfC.Load();

        types.Bits[0] = new() { Low = 5, High = 0x12345678 };

        Assert.Equal((5u, 0x12345678u), (types.Bits[0].Low, types.Bits[0].High));
    }
}
