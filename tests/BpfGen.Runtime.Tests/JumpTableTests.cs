using System;
using System.Threading;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>Jump tables. A program that uses a jump table requires Linux 6.19. The object's other programs do not.</summary>
[Collection(KernelTests.Name)]
public sealed class JumpTableTests
{
    [Fact]
    public void A_program_without_a_jump_table_needs_no_kernel_support_for_jump_tables()
    {
        Kernel.Required();
        using var jumps = Jumps.Load(new() { Programs = { Count = { AutoLoad = false }, CountTwice = { AutoLoad = false } } });

        using var socket = PacketSocket.Open("lo");
        using var link = jumps.CountAll.Attach(socket);
        using var loopback = new Loopback();
        loopback.Send();

        Poll.Until(() => Volatile.Read(ref jumps.Bss.Counts[3]) > 0, "a packet");
    }

    [Fact]
    public void On_a_kernel_without_jump_tables_the_error_names_the_program_that_uses_one()
    {
        Kernel.Required();
        Assert.SkipWhen(Environment.OSVersion.Version >= new Version(6, 19), "needs a kernel before 6.19");

        var exception = Assert.Throws<BpfException>(Jumps.Load);

        Assert.Contains("a jump table of program 'count' (SocketFilter) of jumps.o. Linux ", exception.Message);
        Assert.Contains("which came with Linux 6.19", exception.Message);
    }
}
