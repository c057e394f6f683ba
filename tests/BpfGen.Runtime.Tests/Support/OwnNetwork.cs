using System;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using System.Threading;
using BpfGen.Interop;
using Xunit;

namespace BpfGen.Runtime.Tests.Support;

/// <summary>
/// Runs a test on a new thread in a new network namespace. In this namespace, no other traffic disturbs the test. After the test, the
/// kernel removes the namespace with everything in it.
/// </summary>
internal static unsafe partial class OwnNetwork
{
    private const int NewNetwork = 0x40000000;
    private const uint Up = 1;
    private const int InterfaceName = 3;
    private const int Mtu = 4;
    private const int LinkInfo = 18;
    private const int Kind = 1;
    private const int Data = 2;
    private const int VethPeer = 1;

    public static void Run(Action test)
    {
        Kernel.NetworkRequired();
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                Assert.Equal(0, Unshare(NewNetwork));
                SetUp("lo");
                test();
            }
            catch (Exception exception)
            {
                failure = exception;
            }
        });
        thread.Start();
        thread.Join();
        if (failure is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    /// <summary>Creates a veth pair: two interfaces, each of which receives the packets that the other sends.</summary>
    public static void CreatePair(string name, string peerName)
    {
        using var socket = NetlinkSocket.TryOpen();
        var message = new NetlinkMessage(
            stackalloc byte[256], RouteNetlink.NewLink, (ushort)(RouteNetlink.Request | RouteNetlink.Create | RouteNetlink.Exclusive));
        message.Header(default(InterfaceHeader));
        message.Text(InterfaceName, name);
        var information = message.Begin(LinkInfo);
        message.Text(Kind, "veth");
        var data = message.Begin(Data);
        var peer = message.Begin(VethPeer);
        message.Header(default(InterfaceHeader));
        message.Text(InterfaceName, peerName);
        message.End(peer);
        message.End(data);
        message.End(information);
        Assert.Equal(default, socket!.Request(message));
        SetUp(name);
        SetUp(peerName);
    }

    public static void Delete(string name)
    {
        using var socket = NetlinkSocket.TryOpen();
        var message = new NetlinkMessage(stackalloc byte[64], RouteNetlink.DeleteLink, RouteNetlink.Request);
        message.Header(new InterfaceHeader { Index = (int)Libc.InterfaceIndex(name) });
        Assert.Equal(default, socket!.Request(message));
    }

    /// <summary>Sets the MTU of an interface: the maximum size of a packet in bytes, without the Ethernet header.</summary>
    public static void SetMtu(string name, int size)
    {
        using var socket = NetlinkSocket.TryOpen();
        var message = new NetlinkMessage(stackalloc byte[64], RouteNetlink.NewLink, RouteNetlink.Request);
        message.Header(new InterfaceHeader { Index = (int)Libc.InterfaceIndex(name) });
        message.Attribute(Mtu, size);
        Assert.Equal(default, socket!.Request(message));
    }

    /// <summary>Sends a broadcast frame of the experimental protocol 0x88b5 through an interface.</summary>
    public static void SendFrame(PacketSocket socket, int size = 64, byte last = 0)
    {
        var frame = new byte[size];
        frame.AsSpan(0, 6).Fill(0xff);
        (frame[12], frame[13], frame[^1]) = (0x88, 0xb5, last);
        Send(socket, frame);
    }

    /// <summary>Sends a frame, which begins with its Ethernet header, through an interface.</summary>
    public static void Send(PacketSocket socket, byte[] frame)
    {
        fixed (byte* start = frame)
        {
            Assert.Equal(frame.Length, Libc.Send((int)socket.Handle.DangerousGetHandle(), start, (nuint)frame.Length, 0));
        }
    }

    public static void SetUp(string name)
    {
        using var socket = NetlinkSocket.TryOpen();
        var message = new NetlinkMessage(stackalloc byte[64], RouteNetlink.NewLink, RouteNetlink.Request);
        message.Header(new InterfaceHeader { Index = (int)Libc.InterfaceIndex(name), Flags = Up, Change = Up });
        Assert.Equal(default, socket!.Request(message));
    }

    [LibraryImport("libc", EntryPoint = "unshare", SetLastError = true)]
    private static partial int Unshare(int flags);
}
