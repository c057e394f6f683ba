using System;
using System.Threading;
using BpfGen.Interop;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests.MapKinds;

/// <summary>Maps of targets to which XDP programs redirect packets: interfaces, CPUs and AF_XDP sockets.</summary>
[Collection(KernelTests.Name)]
public sealed class RedirectTests
{
    [Fact]
    public void A_device_map_redirects_a_packet_and_runs_the_program_of_its_entry() => OwnNetwork.Run(() =>
    {
        using var redirects = Redirects.Load();
        redirects.Devices.Set(1, Exit(), redirects.BeforeDevice);

        Send(
            redirects.ToDevice,
            redirects,
            () => Volatile.Read(ref redirects.Bss.Arrived) > 0 && Volatile.Read(ref redirects.Bss.AtDevice) > 0);

        Assert.True(redirects.Devices.TryGet(1, out var target));
        Assert.Equal(new RedirectTarget(Interop.Libc.InterfaceIndex("exit"), redirects.BeforeDevice.Id), target);
        redirects.Devices.Remove(1);
        Assert.False(redirects.Devices.TryGet(1, out _));
    });

    [Fact]
    public void A_device_hash_map_redirects_a_packet_by_key() => OwnNetwork.Run(() =>
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
    public void A_CPU_map_redirects_a_packet_and_runs_the_program_of_its_entry() => OwnNetwork.Run(() =>
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
    public void An_XSK_map_accepts_only_AF_XDP_sockets() => OwnNetwork.Run(() =>
    {
        using var redirects = Redirects.Load();
        using var packets = new System.Net.Sockets.SafeSocketHandle(
            Interop.Libc.Socket(domain: 44, type: 3, protocol: 0), ownsHandle: true);
        using var other = PacketSocket.Open("lo");

        redirects.Sockets.Set(1, packets);
        redirects.Sockets.Remove(1);

        Assert.Equal("EOPNOTSUPP", Assert.Throws<BpfException>(() => redirects.Sockets.Set(1, other.Handle)).ErrnoName);
        Assert.Equal("E2BIG", Assert.Throws<BpfException>(() => redirects.Sockets.Set(2, packets)).ErrnoName);
    });

    [Fact]
    public void A_redirect_map_rejects_a_program_with_the_wrong_attach_type() => OwnNetwork.Run(() =>
    {
        using var redirects = Redirects.Load();

        Assert.Equal("EINVAL", Assert.Throws<BpfException>(() => redirects.Devices.Set(0, "lo", redirects.Arrive)).ErrnoName);
        Assert.Contains(
            "section xdp/cpumap", Assert.Throws<BpfException>(() => redirects.Cpus.Set(0, 192, redirects.BeforeDevice)).Message);
    });

    [Fact]
    public void A_device_map_without_a_program_field_in_its_values_rejects_a_program() => OwnNetwork.Run(() =>
    {
        using var redirects = Redirects.Load();

        Assert.False(redirects.DevicesByKey.TakesPrograms);
        Assert.Throws<ArgumentException>(() => redirects.DevicesByKey.Set(1, "lo", redirects.BeforeDevice));
    });

    [Fact]
    public void The_error_names_an_unknown_interface() => OwnNetwork.Run(() =>
    {
        using var redirects = Redirects.Load();

        Assert.Contains(
            "network interface 'nowhere'. It does not exist in the network namespace of the calling thread.",
            Assert.Throws<BpfException>(() => redirects.Devices.Set(0, "nowhere")).Message);
    });

    /// <summary>
    /// Creates the interface to which the programs redirect packets. The packets arrive at its peer, the interface "beyond".
    /// </summary>
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
