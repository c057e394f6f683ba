using System.Runtime.InteropServices;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>Maps whose keys and values are arrays.</summary>
[Collection(KernelTests.Name)]
public sealed class ArrayValueTests
{
    private const int Entries = 300;

    public ArrayValueTests() => Kernel.Required();

    [Fact]
    public void Keys_can_be_text_and_values_can_be_arrays_of_numbers()
    {
        using var maps = ArrayValues.Load();
        var pair = default(ArrayValues.Types.UlongArray2);
        (pair[0], pair[1]) = (7, 9);

        maps.ByName["name"] = pair;

        Assert.True(maps.ByName.TryGetValue("name", out var found));
        Assert.Equal((7ul, 9ul), (found[0], found[1]));
    }

    [Fact]
    public void Padding_of_structs_in_an_array_reaches_the_kernel_as_zeros()
    {
        using var maps = ArrayValues.Load();
        var misses = 0;
        for (var i = 0u; i < Entries; i++)
        {
            maps.ByGaps[Dirty(i, 0xff)] = i;
            misses += maps.ByGaps.TryGetValue(Dirty(i, 0x77), out var found) && found == i ? 0 : 1;
        }

        Assert.Equal(0, misses);
    }

    /// <summary>Creates a key whose padding bytes have the given value.</summary>
    private static ArrayValues.Types.GapsArray2 Dirty(uint number, byte padding)
    {
        var key = default(ArrayValues.Types.GapsArray2);
        MemoryMarshal.AsBytes(MemoryMarshal.CreateSpan(ref key, 1)).Fill(padding);
        (key[0].First, key[0].Second, key[0].Third) = (number, 2, 3);
        (key[1].First, key[1].Second, key[1].Third) = (4, number, 6);
        return key;
    }
}

/// <summary>A struct with padding that replaces the generated struct.</summary>
[BpfStruct("struct gaps", ObjectFile = "array-values.o")]
internal struct Gaps
{
    public uint First;
    public ulong Second;
    public ushort Third;
}
