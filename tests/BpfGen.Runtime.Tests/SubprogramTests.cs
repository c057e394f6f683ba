using System;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>Subprograms: functions of the object that programs call.</summary>
[Collection(KernelTests.Name)]
public sealed class SubprogramTests
{
    [Fact]
    public void A_static_function_can_call_another_static_function() =>
        AssertStores(subprograms => subprograms.StoreConstant, 0, result => result == 41);

    [Fact]
    public void A_global_function_receives_the_context_of_the_program() =>
        AssertStores(subprograms => subprograms.StorePacket, 1, result => result > 41 && result % 2 == 1);

    private static void AssertStores(Func<Subprograms, SocketFilterProgram> program, uint index, Func<ulong, bool> isExpected)
    {
        Kernel.Required();
        using var subprograms = Subprograms.Load();
        Packets.SendUntil(program(subprograms), () => subprograms.Results[index] != 0, "a packet");

        Assert.True(isExpected(subprograms.Results[index]), $"the program stored {subprograms.Results[index]}");
    }
}
