using System;
using System.Collections.Generic;
using System.Threading;
using BpfGen.Interop;
using BpfGen.Kernel.Tests.Support;

namespace BpfGen.Kernel.Tests.Cases;

/// <summary>Maps of targets to which XDP programs redirect packets.</summary>
internal static class RedirectCases
{
    public static IEnumerable<Case> All =>
    [
        new("devmap with a program, native XDP", () => ToDevice(XdpMode.Native)),
        new("devmap with a program, generic XDP", () => ToDevice(XdpMode.Generic))
        {
            Need = Need.Linux(5, 15), Refusal = () => ToDevice(XdpMode.Generic), RefusedWith = "require Linux 5.15",
        },
        new("devmap_hash", ToKey),
        new("cpumap with a program", ToCpu),
        new("xskmap", ToSocket),
    ];

    private static void ToDevice(XdpMode mode)
    {
        using var redirects = Load();
        redirects.Devices.Set(1, "exit", redirects.BeforeDevice);
        Send(
            redirects,
            redirects.ToDevice,
            () => Volatile.Read(ref redirects.Bss.Arrived) > 0 && Volatile.Read(ref redirects.Bss.AtDevice) > 0,
            mode);
        Check.That(redirects.Devices.TryGet(1, out var target), "the map has the entry");
        Check.Same(
            new RedirectTarget(Libc.InterfaceIndex("exit"), redirects.BeforeDevice.Id), target, "the device and the program of the entry");
    }

    private static void ToKey()
    {
        using var redirects = Load();
        redirects.DevicesByKey.Set(77, "exit");
        Send(redirects, redirects.ToKey, () => Volatile.Read(ref redirects.Bss.Arrived) > 0);
        Check.That(redirects.DevicesByKey.Remove(77), "the entry can be removed");
    }

    private static void ToCpu()
    {
        using var redirects = Load();
        redirects.Cpus.Set(0, queueSize: 192, redirects.BehindQueue);
        Send(redirects, redirects.ToCpu, () => Volatile.Read(ref redirects.Bss.OnCpu) > 0);
    }

    private static void ToSocket()
    {
        using var redirects = Load();
        using var socket = new AfXdpSocket("far");
        redirects.Sockets.Set(1, socket.Handle);
        Send(redirects, redirects.ToSocket, () => socket.Dropped > 0);
        redirects.Sockets.Remove(1);
    }

    private static Redirects Load()
    {
        DevicePair.Create("veth", "near", "far");
        DevicePair.Create("veth", "exit", "beyond");
        return Redirects.Load();
    }

    private static void Send(Redirects redirects, XdpProgram redirect, Func<bool> arrived, XdpMode mode = XdpMode.Native)
    {
        using var link = redirect.Attach("far", mode);
        using var end = redirects.Arrive.Attach("beyond", mode);
        using var sender = PacketSocket.Open("near");
        Check.Soon(
            () =>
            {
                DevicePair.SendFrame(sender);
                return arrived();
            },
            "a packet arrives");
    }
}
