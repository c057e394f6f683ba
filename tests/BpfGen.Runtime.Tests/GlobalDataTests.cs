using System;
using System.Runtime.InteropServices;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>Global variables of programs, as maps.</summary>
[Collection(KernelTests.Name)]
public sealed class GlobalDataTests
{
    [Fact]
    public void Variables_have_their_first_values()
    {
        Kernel.Required();
        using var globals = Globals.Load();

        Assert.Equal(100ul, globals.Data.As<ulong>()[0]);
        Assert.Equal((3ul, 7u), Rodata(globals));
        Assert.Equal(11u, globals.DataSettings.As<uint>()[0]);
    }

    [Fact]
    public void A_program_reads_and_writes_its_variables()
    {
        Kernel.Required();
        using var globals = Globals.Load();
        using var socket = PacketSocket.Open("lo");
        using var link = globals.Add.Attach(socket);
        using var traffic = new Loopback();

        globals.DataSettings.As<uint>()[0] = 5;
        Poll.Until(
            () =>
            {
                traffic.Send();
                return Packets(globals) >= 3;
            },
            "three packets");
        link.Dispose();

        Assert.Equal(100 + (Packets(globals) * 3 * 5), globals.Data.As<ulong>()[0]);
    }

    [Fact]
    public void Constants_cannot_be_changed_any_more()
    {
        Kernel.Required();
        using var globals = Globals.Load();

        var exception = Assert.Throws<BpfException>(() => globals.Rodata.Write(0, new byte[globals.Rodata.ValueSize]));

        Assert.Equal("EPERM", exception.ErrnoName);
    }

    [Fact]
    public void Maps_of_variables_are_named_as_libbpf_names_them()
    {
        Kernel.Required();
        using var globals = Globals.Load();

        Assert.Equal(("globals.bss", "globals.rodata", ".data.settings"), (globals.Bss.Name, globals.Rodata.Name, globals.DataSettings.Name));
    }

    /// <summary>The variables of .bss in the compiler's order: the 8-byte one first.</summary>
    private static ulong Packets(Globals globals) => globals.Bss.As<BssLayout>()[0].Packets;

    private static (ulong Step, uint Limit) Rodata(Globals globals)
    {
        var bytes = new byte[globals.Rodata.ValueSize];
        globals.Rodata.Read(0, bytes);
        return (MemoryMarshal.Read<ulong>(bytes), MemoryMarshal.Read<uint>(bytes.AsSpan(8)));
    }

    [StructLayout(LayoutKind.Sequential, Pack = 4)]
    private struct BssLayout
    {
        public ulong Packets;
        public uint HiddenCount;
    }
}
