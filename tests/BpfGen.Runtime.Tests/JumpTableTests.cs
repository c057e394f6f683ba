using System;
using System.Threading;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>A program that jumps by a table needs Linux 6.19; nothing else of its object does.</summary>
[Collection(KernelTests.Name)]
public sealed class JumpTableTests
{
    [Fact]
    public void A_program_beside_one_that_jumps_by_a_table_loads_on_every_kernel()
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
    public void A_kernel_without_such_maps_is_named_with_the_program_that_needs_them()
    {
        Kernel.Required();
        Assert.SkipWhen(Environment.OSVersion.Version >= new Version(6, 19), "needs a kernel before 6.19");

        var exception = Assert.Throws<BpfException>(Jumps.Load);

        Assert.Contains("a jump table of program 'count' (SocketFilter) of jumps.o. The kernel, ", exception.Message);
        Assert.Contains("which came with Linux 6.19", exception.Message);
    }
}
