using System;
using System.Linq;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>An object whose tables are so large that the generated class contains them as compressed text.</summary>
[Collection(KernelTests.Name)]
public sealed class LargeTableTests
{
    private const int Steps = 1500;
    private const uint Place = 5;

    [Fact]
    public void A_program_of_a_large_object_computes_with_its_constants()
    {
        Kernel.Required();
        using var tables = LargeTables.Load();

        Assert.Equal(Steps, tables.Add.TestRun(new byte[64]).ReturnValue);

        Assert.Equal(Sum(Constant(Place)), tables.Bss.Sum);
    }

    [Fact]
    public void Constants_of_a_large_object_have_the_values_in_the_object_file()
    {
        Kernel.Required();
        using var tables = LargeTables.Load();

        ReadOnlySpan<uint> numbers = tables.Rodata.Numbers;

        Assert.Equal(Enumerable.Range(0, 8192).Select(i => Constant((uint)i)), numbers.ToArray());
    }

    [Fact]
    public void Load_options_of_a_large_object_default_to_the_constants_in_the_object_file()
    {
        Kernel.Required();
        var options = new LargeTables.LoadOptions();
        Assert.Equal(Constant(8191), options.Rodata.Numbers[8191]);
        options.Rodata.Numbers[(int)Place] = 7;

        using var tables = LargeTables.Load(options);
        tables.Add.TestRun(new byte[64]);

        Assert.Equal(Sum(7), tables.Bss.Sum);
    }

    /// <summary>Computes one of the object's constants from its index, in the same way as the macros in the object's source.</summary>
    private static uint Constant(uint index) => unchecked((index * 2654435761u) ^ (index * index * 40503u));

    private static ulong Sum(uint number)
    {
        var sum = 0ul;
        for (var step = 0u; step < Steps; step++)
        {
            sum = unchecked((sum * 31) + number + step);
        }

        return sum;
    }
}
