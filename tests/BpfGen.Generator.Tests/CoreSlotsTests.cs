using System.Linq;
using BpfGen.CoreRelocations;
using Xunit;

namespace BpfGen.Generator.Tests;

/// <summary>Relocations that ask for the same value in the same kind of instruction share a number.</summary>
public sealed class CoreSlotsTests
{
    private const byte Move = 0xb7;
    private const byte Load = 0x18;

    [Theory]
    [InlineData(5)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(100)]
    public void Different_relocations_get_numbers_in_their_order_and_keep_them(int count)
    {
        var slots = new CoreSlots(count);
        var numbers = Enumerable.Range(0, count);

        Assert.Equal(numbers, numbers.Select(number => slots.Of(Relocation(number), Move)).ToArray());
        Assert.Equal(numbers, numbers.Select(number => slots.Of(Relocation(number), Move)).ToArray());
    }

    [Fact]
    public void Relocations_in_different_kinds_of_instructions_have_different_numbers()
    {
        var slots = new CoreSlots(2);

        Assert.Equal((0, 1), (slots.Of(Relocation(1), Move), slots.Of(Relocation(1), Load)));
    }

    private static CoreRelocation Relocation(int number) => CoreRelocation.Of([0, (uint)number + 1, 5, 0]);
}
