using System;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>Load constants: symbols that an object file uses but does not define, and whose values the load options give.</summary>
[Collection(KernelTests.Name)]
public sealed class LoadConstantTests
{
    [Fact]
    public void A_program_reads_the_values_that_the_load_options_give_to_undefined_symbols()
    {
        Kernel.Required();
        using var probe = OpenNumbers.Load(new() { Constants = { SmallNumber = 5, LargeNumber = 3ul << 32 } });

        Assert.Equal(8, probe.Sum.TestRun(new byte[64]).ReturnValue);
    }

    [Fact]
    public void Loading_fails_if_the_load_options_give_no_value_to_an_undefined_symbol()
    {
        Kernel.Required();

        var exception = Assert.Throws<InvalidOperationException>(() => OpenNumbers.Load(new() { Constants = { LargeNumber = 1 } }));

        Assert.Equal(
            "constants.o cannot be loaded: constant 'small_number' has no value. "
                + "Set it in the Constants of the options that you pass to Load.",
            exception.Message);
    }

    [Fact]
    public void Loading_without_load_options_fails_if_a_loaded_program_uses_an_undefined_symbol()
    {
        Kernel.Required();

        Assert.Contains("' has no value.", Assert.Throws<InvalidOperationException>(() => OpenNumbers.Load()).Message);
    }

    [Fact]
    public void Load_options_return_the_values_that_were_set_for_undefined_symbols()
    {
        var options = new OpenNumbers.LoadOptions { Constants = { OtherNumber = 7 } };

        Assert.Equal((7ul, null), (options.Constants.OtherNumber, options.Constants.SmallNumber));
    }

    [Fact]
    public void A_program_calls_kernel_functions_that_are_declared_without_ksym()
    {
        Kernel.Required();
        using var probe = PlainExterns.Load();

        Assert.Equal(7, probe.Lock.TestRun(new byte[64]).ReturnValue);
    }
}
