using System;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>Programs that call functions of their own object.</summary>
[Collection(KernelTests.Name)]
public sealed class SubprogramTests
{
    [Fact]
    public void A_static_function_that_calls_another_runs() => ShouldStore(subprograms => subprograms.StoreConstant, 0, result => result == 41);

    [Fact]
    public void A_global_function_runs_with_the_programs_context() => ShouldStore(subprograms => subprograms.StorePacket, 1, result => result > 41 && result % 2 == 1);

    private static void ShouldStore(Func<Subprograms, SocketFilterProgram> program, uint index, Func<ulong, bool> isRight)
    {
        Kernel.Required();
        using var subprograms = Subprograms.Load();
        Packets.SendUntil(program(subprograms), () => subprograms.Results[index] != 0, "a packet");

        Assert.True(isRight(subprograms.Results[index]), $"it stored {subprograms.Results[index]}");
    }
}
