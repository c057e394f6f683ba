using System;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>
/// struct_ops maps contain programs that the kernel calls in place of its own functions. These tests implement TCP congestion control.
/// </summary>
[Collection(KernelTests.Name)]
public sealed class StructOpsTests
{
    private const int ProtocolTcp = 6;
    private const int OptionCongestion = 13;

    [Fact]
    public void A_socket_uses_a_congestion_control_that_is_registered_without_a_link()
    {
        Kernel.Required();
        using var congestion = Congestion.Load();
        using var link = congestion.Plain.Attach();

        SendUntil("bpfgen_plain", () => Volatile.Read(ref congestion.Bss.Acknowledgements) > 0);

        Assert.NotEqual(0ul, congestion.Bss.Starts);
        link.Dispose();
        Assert.False(IsKnown("bpfgen_plain"));
    }

    [Fact]
    public void A_socket_uses_a_congestion_control_that_is_attached_by_a_link()
    {
        Kernel.Required();
        using var congestion = Congestion.Load();
        using var link = Assert.IsType<StructOpsLink>(congestion.Linked.Attach());
        Assert.Equal(LinkType.StructOps, link.Type);

        SendUntil("bpfgen_linked", () => Volatile.Read(ref congestion.Bss.Acknowledgements) > 0);

        Assert.Equal(0ul, congestion.Bss.Starts);
        link.Dispose();
        Poll.Until(() => !IsKnown("bpfgen_linked"), "the congestion control to be unregistered");
    }

    [Fact]
    public void Attach_of_an_object_attaches_its_struct_ops_maps_until_the_object_is_disposed()
    {
        Kernel.Required();
        using (var congestion = Congestion.Load())
        {
            congestion.Attach();
            Assert.True(IsKnown("bpfgen_plain") && IsKnown("bpfgen_linked"));
        }

        Poll.Until(() => !IsKnown("bpfgen_plain") && !IsKnown("bpfgen_linked"), "both congestion controls to be unregistered");
    }

    [Fact]
    public void Load_options_set_data_members_of_a_struct_ops_map()
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
    public void Only_programs_of_created_struct_ops_maps_are_loaded()
    {
        Kernel.Required();
        using var congestion = Congestion.Load();

        Assert.True(congestion.End.IsLoaded);
        Assert.False(congestion.Unused.IsLoaded);
        Assert.False(congestion.Spare.IsCreated);
    }

    [Fact]
    public void Load_throws_for_a_struct_ops_type_that_the_kernel_does_not_support()
    {
        Kernel.Required();

        var failure = Assert.Throws<BpfException>(() => Congestion.Load(new() { Maps = { Spare = { AutoCreate = true } } }));

        Assert.Contains("supports struct_ops of type 'no_kernel_takes_this'", failure.Message);
    }

    /// <summary>Sends data over a connection with the given congestion control, until a condition holds.</summary>
    internal static void SendUntil(string name, Func<bool> isDone)
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
