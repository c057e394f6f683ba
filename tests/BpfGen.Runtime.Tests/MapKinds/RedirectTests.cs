using System;
using System.Threading;
using BpfGen.Interop;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests.MapKinds;

/// <summary>Maps of places that XDP programs send packets to.</summary>
[Collection(KernelTests.Name)]
public sealed class RedirectTests
{
    [Fact]
    public void A_packet_goes_out_of_the_interface_at_an_index_and_a_program_sees_it_first() => OwnNetwork.Run(() =>
    {
        using var redirects = Redirects.Load();
        redirects.Devices.Set(1, Exit(), redirects.BeforeDevice);

        Send(redirects.ToDevice, redirects, () => Volatile.Read(ref redirects.Bss.Arrived) > 0 && Volatile.Read(ref redirects.Bss.AtDevice) > 0);

        Assert.True(redirects.Devices.TryGet(1, out var target));
        Assert.Equal(new RedirectTarget(Interop.Libc.InterfaceIndex("exit"), redirects.BeforeDevice.Id), target);
        redirects.Devices.Remove(1);
        Assert.False(redirects.Devices.TryGet(1, out _));
    });

    [Fact]
    public void A_packet_goes_out_of_the_interface_under_a_key() => OwnNetwork.Run(() =>
    {
        using var redirects = Redirects.Load();
        Assert.True(redirects.DevicesByKey.Set(77, Exit()));

        Send(redirects.ToKey, redirects, () => Volatile.Read(ref redirects.Bss.Arrived) > 0);

        Assert.True(redirects.DevicesByKey.TryGet(77, out var target));
        Assert.Equal(new RedirectTarget(Interop.Libc.InterfaceIndex("exit"), 0), target);
        Assert.False(redirects.DevicesByKey.Set(77, "exit", mode: UpdateMode.NoExist));
        Assert.True(redirects.DevicesByKey.Remove(77));
        Assert.False(redirects.DevicesByKey.Remove(77));
    });

    [Fact]
    public void A_packet_waits_for_a_CPU_and_a_program_sees_it_there() => OwnNetwork.Run(() =>
    {
        using var redirects = Redirects.Load();
        redirects.Cpus.Set(0, queueSize: 192, redirects.BehindQueue);

        Send(redirects.ToCpu, redirects, () => Volatile.Read(ref redirects.Bss.OnCpu) > 0);

        Assert.True(redirects.Cpus.TryGet(0, out var target));
        Assert.Equal(new RedirectTarget(192, redirects.BehindQueue.Id), target);
        redirects.Cpus.Remove(0);
        Assert.False(redirects.Cpus.TryGet(0, out _));
    });

    [Fact]
    public void A_map_takes_sockets_for_packets_only() => OwnNetwork.Run(() =>
    {
        using var redirects = Redirects.Load();
        using var packets = new System.Net.Sockets.SafeSocketHandle(Interop.Libc.Socket(domain: 44, type: 3, protocol: 0), ownsHandle: true);
        using var other = PacketSocket.Open("lo");

        redirects.Sockets.Set(1, packets);
        redirects.Sockets.Remove(1);

        Assert.Equal("EOPNOTSUPP", Assert.Throws<BpfException>(() => redirects.Sockets.Set(1, other.Handle)).ErrnoName);
        Assert.Equal("E2BIG", Assert.Throws<BpfException>(() => redirects.Sockets.Set(2, packets)).ErrnoName);
    });

    [Fact]
    public void A_program_for_elsewhere_is_refused() => OwnNetwork.Run(() =>
    {
        using var redirects = Redirects.Load();

        Assert.Equal("EINVAL", Assert.Throws<BpfException>(() => redirects.Devices.Set(0, "lo", redirects.Arrive)).ErrnoName);
        Assert.Contains("section xdp/cpumap", Assert.Throws<BpfException>(() => redirects.Cpus.Set(0, 192, redirects.BeforeDevice)).Message);
    });

    [Fact]
    public void Values_without_room_take_no_program() => OwnNetwork.Run(() =>
    {
        using var redirects = Redirects.Load();

        Assert.False(redirects.DevicesByKey.TakesPrograms);
        Assert.Throws<ArgumentException>(() => redirects.DevicesByKey.Set(1, "lo", redirects.BeforeDevice));
    });

    [Fact]
    public void An_interface_that_is_not_there_is_named() => OwnNetwork.Run(() =>
    {
        using var redirects = Redirects.Load();

        Assert.Contains("There is no network interface 'nowhere'", Assert.Throws<ArgumentException>(() => redirects.Devices.Set(0, "nowhere")).Message);
    });

    /// <summary>An interface that what goes out of it arrives at the other end of.</summary>
    private static NetDevice Exit()
    {
        OwnNetwork.CreatePair("exit", "beyond");
        return "exit";
    }

    private static void Send(XdpProgram redirect, Redirects redirects, Func<bool> arrived)
    {
        OwnNetwork.CreatePair("near", "far");
        using var link = redirect.Attach("far", XdpMode.Generic);
        using var end = Interop.Libc.InterfaceIndex("beyond") == 0 ? null : redirects.Arrive.Attach("beyond", XdpMode.Generic);
        using var sender = PacketSocket.Open("near");
        Poll.Until(
            () =>
            {
                OwnNetwork.SendFrame(sender);
                return arrived();
            },
            "a packet");
    }
}
