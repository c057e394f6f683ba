using System;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>Load constants: undefined symbols of an object whose values the load options give.</summary>
[Collection(KernelTests.Name)]
public sealed class LoadConstantTests
{
    [Fact]
    public void A_program_sees_the_constants_of_the_load_options()
    {
        Kernel.Required();
        using var probe = OpenNumbers.Load(new() { Constants = { SmallNumber = 5, LargeNumber = 3ul << 32 } });

        Assert.Equal(8, probe.Sum.TestRun(new byte[64]).ReturnValue);
    }

    [Fact]
    public void The_error_names_a_constant_without_a_value()
    {
        Kernel.Required();

        var exception = Assert.Throws<InvalidOperationException>(() => OpenNumbers.Load(new() { Constants = { LargeNumber = 1 } }));

        Assert.Equal(
            "constants.o cannot be loaded: constant 'small_number' has no value. "
                + "Set it in the Constants of the options that you pass to Load.",
            exception.Message);
    }

    [Fact]
    public void Loading_without_options_fails_if_a_loaded_program_uses_a_load_constant()
    {
        Kernel.Required();

        Assert.Contains("' has no value.", Assert.Throws<InvalidOperationException>(() => OpenNumbers.Load()).Message);
    }

    [Fact]
    public void Options_return_the_constants_that_were_set()
    {
        var options = new OpenNumbers.LoadOptions { Constants = { OtherNumber = 7 } };

        Assert.Equal((7ul, null), (options.Constants.OtherNumber, options.Constants.SmallNumber));
    }

    [Fact]
    public void Kernel_functions_declared_without_ksym_are_called()
    {
        Kernel.Required();
        using var probe = PlainExterns.Load();

        Assert.Equal(7, probe.Lock.TestRun(new byte[64]).ReturnValue);
    }
}
