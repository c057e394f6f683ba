using System;
using System.Runtime.InteropServices;
using System.Threading;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>Global variables, which programs and user space share.</summary>
[Collection(KernelTests.Name)]
public sealed class GlobalDataTests
{
    [Fact]
    public void Global_variables_start_with_their_initial_values()
    {
        Kernel.Required();
        using var globals = Globals.Load();

        Assert.Equal(100ul, globals.Data.Total);
        Assert.Equal((3ul, 7u), (globals.Rodata.Step, globals.Rodata.UnusedLimit));
        Assert.Equal(11u, globals.DataSettings.InOwnSection);
        Assert.Equal((0ul, 0u), (globals.Bss.Packets, globals.Bss.HiddenCount));
    }

    [Fact]
    public void Variables_of_an_object_without_BTF_are_read_and_written_as_bytes()
    {
        Kernel.Required();
        using var data = PlainData.Load();
        Span<ulong> variables = [10, 0, 0];
        var bytes = MemoryMarshal.AsBytes(variables);
        "plain"u8.CopyTo(bytes[sizeof(ulong)..]);
        data.Bss.Write(0, bytes);
        data.Data.As<ulong>()[0] = 7;

        data.Add.TestRun(new byte[64]);

        data.Bss.Read(0, bytes);
        Assert.Equal((17ul, 1ul, 1000ul), (variables[0], variables[2], data.Rodata.As<ulong>()[0]));
        Assert.Equal((0u, 1u << 7), (data.Bss.Flags, data.Rodata.Flags));
    }

    [Fact]
    public void A_program_and_user_space_see_each_others_writes()
    {
        Kernel.Required();
        using var globals = Globals.Load();
        using var socket = PacketSocket.Open("lo");
        using var link = globals.Add.Attach(socket);
        using var traffic = new Loopback();

        globals.DataSettings.InOwnSection = 5;
        Poll.Until(
            () =>
            {
                traffic.Send();
                return Volatile.Read(ref globals.Bss.Packets) >= 3;
            },
            "three packets");
        link.Dispose();

        Assert.Equal(globals.Bss.Packets, globals.Bss.HiddenCount);
        Assert.Equal(100 + (globals.Bss.Packets * 3 * 5), globals.Data.Total);
    }

    [Fact]
    public void Reading_and_writing_a_variable_does_not_allocate()
    {
        Kernel.Required();
        using var globals = Globals.Load();
        globals.Bss.Packets = 1;
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 100; i++)
        {
            Interlocked.Increment(ref globals.Bss.Packets);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.Equal(101ul, globals.Bss.Packets);
    }

    [Fact]
    public void A_reference_to_a_variable_stays_valid_after_its_object_is_disposed_but_a_new_reference_throws()
    {
        Kernel.Required();
        var globals = Globals.Load();
        ref var total = ref globals.Data.Total;

        globals.Dispose();

        Assert.Equal(100ul, total);
        Assert.Throws<ObjectDisposedException>(() => globals.Data.Total);
        GC.KeepAlive(globals);
    }

    [Fact]
    public void Maps_of_global_variables_have_the_names_that_libbpf_gives_them()
    {
        Kernel.Required();
        using var globals = Globals.Load();

        Assert.Equal(
            ("globals.bss", "globals.rodata", ".data.settings"), (globals.Bss.Name, globals.Rodata.Name, globals.DataSettings.Name));
    }
}
