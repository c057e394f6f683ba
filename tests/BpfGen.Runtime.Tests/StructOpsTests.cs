using System;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>Functions that the kernel calls in place of its own: TCP congestion controls.</summary>
[Collection(KernelTests.Name)]
public sealed class StructOpsTests
{
    private const int ProtocolTcp = 6;
    private const int OptionCongestion = 13;

    [Fact]
    public void A_socket_uses_functions_that_are_registered()
    {
        Kernel.Required();
        using var congestion = Congestion.Load();
        using var link = congestion.Plain.Attach();

        Talk("bpfgen_plain", () => Volatile.Read(ref congestion.Bss.Acknowledgements) > 0);

        Assert.NotEqual(0ul, congestion.Bss.Starts);
        link.Dispose();
        Assert.False(IsKnown("bpfgen_plain"));
    }

    [Fact]
    public void A_socket_uses_functions_that_are_linked()
    {
        Kernel.Required();
        using var congestion = Congestion.Load();
        using var link = Assert.IsType<StructOpsLink>(congestion.Linked.Attach());
        Assert.Equal(LinkType.StructOps, link.Type);

        Talk("bpfgen_linked", () => Volatile.Read(ref congestion.Bss.Acknowledgements) > 0);

        Assert.Equal(0ul, congestion.Bss.Starts);
        link.Dispose();
        Poll.Until(() => !IsKnown("bpfgen_linked"), "the end of the link");
    }

    [Fact]
    public void All_that_an_object_makes_attaches_at_once_and_ends_with_it()
    {
        Kernel.Required();
        using (var congestion = Congestion.Load())
        {
            congestion.Attach();
            Assert.True(IsKnown("bpfgen_plain") && IsKnown("bpfgen_linked"));
        }

        Poll.Until(() => !IsKnown("bpfgen_plain") && !IsKnown("bpfgen_linked"), "the end of both");
    }

    [Fact]
    public void Members_that_are_no_functions_can_be_set_before_the_load()
    {
        Kernel.Required();
        var options = new Congestion.LoadOptions();
        options.Linked.Name.Set("bpfgen_other");
        using var congestion = Congestion.Load(options);
        using var link = congestion.Linked.Attach();

        Assert.True(IsKnown("bpfgen_other"));
        Assert.False(IsKnown("bpfgen_linked"));
    }

    [Fact]
    public void A_program_is_loaded_where_a_struct_that_has_it_is_made()
    {
        Kernel.Required();
        using var congestion = Congestion.Load();

        Assert.True(congestion.End.IsLoaded);
        Assert.False(congestion.Unused.IsLoaded);
        Assert.False(congestion.Spare.IsCreated);
    }

    [Fact]
    public void A_struct_that_the_kernel_does_not_take_is_said()
    {
        Kernel.Required();

        var failure = Assert.Throws<BpfException>(() => Congestion.Load(new() { Maps = { Spare = { AutoCreate = true } } }));

        Assert.Contains("takes functions as a struct 'no_kernel_takes_this'", failure.Message);
    }

    /// <summary>Sends over a connection with a congestion control, until something is so.</summary>
    internal static void Talk(string name, Func<bool> isDone)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        client.SetRawSocketOption(ProtocolTcp, OptionCongestion, System.Text.Encoding.ASCII.GetBytes(name));
        client.Connect(listener.LocalEndpoint);
        using var server = listener.AcceptSocket();
        var buffer = new byte[1024];
        Poll.Until(
            () =>
            {
                client.Send(buffer);
                server.Receive(buffer);
                return isDone();
            },
            "the kernel to call the functions");
    }

    private static bool IsKnown(string name) =>
        Array.IndexOf(File.ReadAllText("/proc/sys/net/ipv4/tcp_available_congestion_control").Split(' ', '\n'), name) >= 0;
}
