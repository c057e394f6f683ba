using System;
using System.IO;
using System.Threading;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests.Net;

/// <summary>XDP programs on network interfaces.</summary>
[Collection(KernelTests.Name)]
public sealed class XdpTests
{
    [Fact]
    public void An_XDP_program_runs_for_each_packet_until_its_link_is_disposed() => OwnNetwork.Run(() =>
    {
        using var probe = Xdp.Load();
        using var traffic = new Loopback();

        using (var link = probe.Count.Attach("lo"))
        {
            Assert.Equal(LinkType.Xdp, Assert.IsType<KernelLink>(link).Type);
            Assert.Equal(new XdpAttachment(probe.Count.Id, 0, 0), XdpProgram.Query("lo"));
            traffic.Send(3);
            Poll.Until(() => Volatile.Read(ref probe.Bss.Value.Passed) == 3, "three packets");
        }

        traffic.Send();
        Assert.False(XdpProgram.Query("lo").IsAttached);
        Assert.Equal(3ul, probe.Bss.Value.Passed);
    });

    [Fact]
    public void XdpMode_Native_runs_the_program_in_a_driver_with_XDP_support() => OwnNetwork.Run(() =>
    {
        OwnNetwork.CreatePair("near", "far");
        using var probe = Xdp.Load();
        using var sender = PacketSocket.Open("near");
        using var link = probe.CountFragments.Attach("far", XdpMode.Native);

        Assert.Equal(new XdpAttachment(0, probe.CountFragments.Id, 0), XdpProgram.Query("far"));
        Poll.Until(
            () =>
            {
                OwnNetwork.SendFrame(sender);
                return Volatile.Read(ref probe.Bss.Value.Passed) > 0;
            },
            "a packet");
    });

    [Fact]
    public void An_xdp_frags_program_receives_packets_larger_than_one_buffer() => OwnNetwork.Run(() =>
    {
        const int Size = 9_000;
        OwnNetwork.CreatePair("near", "far");
        OwnNetwork.SetMtu("near", Size);
        OwnNetwork.SetMtu("far", Size);
        using var probe = Xdp.Load(new() { Programs = { Measure = { AutoLoad = true } } });
        using var sender = PacketSocket.Open("near");

        // This program has no fragment support, so the MTU of the interface is too large for it.
        var tooLarge = Assert.Throws<BpfException>(() => probe.Count.Attach("far", XdpMode.Native));
        var byNetlink = Assert.Throws<BpfException>(() => probe.Count.AttachNetlink("far", XdpMode.Native));
        using var link = probe.Measure.Attach("far", XdpMode.Native);
        OwnNetwork.SendFrame(sender, Size, last: 0xa5);

        Assert.Equal(("ERANGE", "ERANGE"), (tooLarge.ErrnoName, byNetlink.ErrnoName));
        Assert.EndsWith(
            "The MTU of interface 'far' (9000 bytes) is too large for XDP in its driver, which puts a packet into one page. Reduce the " +
            "MTU ('ip link set dev far mtu 1500'), put the program into section 'xdp.frags', or use XdpMode.Generic.",
            tooLarge.Message);
        Assert.Contains("The MTU of interface 'far' (9000 bytes) is too large for XDP in its driver", byNetlink.Message);

        Poll.Until(() => Volatile.Read(ref probe.Bss.Value.Longest) == Size, "a packet of 9,000 bytes");
        Assert.InRange(probe.Bss.Value.FirstBuffer, 1ul, 4095ul);
        Assert.Equal(0xa5, probe.Bss.Value.LastByte);
    });

    [Fact]
    public void A_test_run_accepts_a_packet_larger_than_one_buffer()
    {
        Kernel.NetworkRequired();
        using var probe = Xdp.Load(new() { Programs = { Measure = { AutoLoad = true } } });
        var packet = new byte[3 * 4096];
        packet[^1] = 0x5a;

        probe.Measure.TestRun(packet);

        Assert.Equal(((ulong)packet.Length, (byte)0x5a), (probe.Bss.Value.Longest, probe.Bss.Value.LastByte));
        Assert.InRange(probe.Bss.Value.FirstBuffer, 14ul, 4095ul);
    }

    [Fact]
    public void XdpMode_Native_throws_if_the_driver_does_not_support_XDP() => OwnNetwork.Run(() =>
    {
        using var probe = Xdp.Load();

        var exception = Assert.Throws<BpfException>(() => probe.Count.Attach("lo", XdpMode.Native));

        Assert.Equal("EOPNOTSUPP", exception.ErrnoName);
        Assert.Contains("program 'count' (Xdp) on XDP of interface 'lo' (Native)", exception.Message);
        Assert.EndsWith(
            "The driver of interface 'lo' does not support XDP. Use XdpMode.Generic, which works for every interface, or XdpMode.Default, "
                +
            "which uses the driver only if it supports XDP.",
            exception.Message);
        Assert.Contains(
            "The network card of interface 'lo' does not run XDP programs.",
            Assert.Throws<BpfException>(() => probe.Count.Attach("lo", XdpMode.Offload)).Message);
        Assert.Contains(
            "has no interface '99'", Assert.Throws<BpfException>(() => probe.Count.Attach(99, linkOnly: true)).Message);
    });

    [Fact]
    public void Attach_accepts_the_index_of_an_interface() => OwnNetwork.Run(() =>
    {
        using var probe = Xdp.Load();
        using var link = probe.Count.Attach(1, XdpMode.Generic);

        Assert.Equal(probe.Count.Id, XdpProgram.Query("lo").GenericProgramId);
    });

    [Fact]
    public void Attach_throws_if_the_interface_already_has_an_XDP_program() => OwnNetwork.Run(() =>
    {
        using var probe = Xdp.Load();
        using var link = probe.Count.Attach("lo");
        var before = KernelObjects.OpenFilesAtRest();

        var exception = Assert.Throws<BpfException>(() => probe.Drop.Attach("lo"));

        Assert.Contains("Another XDP program is attached to the interface already", exception.Message);
        Assert.Equal(before, KernelObjects.OpenFiles());
    });

    [Fact]
    public void Update_changes_the_program_of_an_XDP_link() => OwnNetwork.Run(() =>
    {
        using var probe = Xdp.Load();
        using var traffic = new Loopback();
        using var link = (KernelLink)probe.Count.Attach("lo");

        link.Update(probe.Drop, expected: probe.Count);
        traffic.Send();

        Poll.Until(() => Volatile.Read(ref probe.Bss.Value.Dropped) == 1, "a dropped packet");
        Assert.Equal(probe.Drop.Id, link.Info.ProgramId);
        Assert.Equal(1, link.Info.InterfaceIndex);
    });

    [Fact]
    public void A_pinned_link_stays_attached_after_its_objects_are_disposed() => OwnNetwork.Run(() =>
    {
        Kernel.BpfFileSystemRequired();
        var path = $"/sys/fs/bpf/bpfgen-xdp-{Environment.ProcessId}";
        uint program;
        using (var probe = Xdp.Load())
        using (var link = (KernelLink)probe.Count.Attach("lo"))
        {
            program = probe.Count.Id;
            link.Pin(path);
        }

        Assert.Equal(program, XdpProgram.Query("lo").GenericProgramId);
        using (var link = KernelLink.OpenPinned(path))
        {
            link.Unpin();
        }

        Poll.Until(() => !XdpProgram.Query("lo").IsAttached, "the program to be detached");
        Assert.False(File.Exists(path));
    });

    [Fact]
    public void Another_program_can_be_attached_after_a_link_is_detached() => OwnNetwork.Run(() =>
    {
        using var probe = Xdp.Load();
        using var link = (KernelLink)probe.Count.Attach("lo");

        link.Detach();

        using var other = probe.Drop.Attach("lo");
        Assert.Equal(probe.Drop.Id, XdpProgram.Query("lo").GenericProgramId);
    });

    [Fact]
    public void AttachNetlink_attaches_a_program() => OwnNetwork.Run(() =>
    {
        using var probe = Xdp.Load();
        using var traffic = new Loopback();
        var before = KernelObjects.OpenFilesAtRest();
        var link = probe.Count.AttachNetlink("lo", XdpMode.Generic);

        traffic.Send();
        Poll.Until(() => Volatile.Read(ref probe.Bss.Value.Passed) == 1, "a packet");
        link.Update(probe.Drop);
        traffic.Send();
        Poll.Until(() => Volatile.Read(ref probe.Bss.Value.Dropped) == 1, "a dropped packet");
        link.Dispose();
        link.Dispose();

        Assert.False(XdpProgram.Query("lo").IsAttached);
        Assert.Throws<ObjectDisposedException>(() => link.Update(probe.Count));
        Assert.Equal(before, KernelObjects.OpenFiles());
    });

    [Fact]
    public void AttachNetlink_replaces_a_program_only_with_replaceExisting() => OwnNetwork.Run(() =>
    {
        using var probe = Xdp.Load();
        using var first = probe.Count.AttachNetlink("lo");

        var exception = Assert.Throws<BpfException>(() => probe.Drop.AttachNetlink("lo"));
        using var second = probe.Drop.AttachNetlink("lo", replaceExisting: true);
        first.Dispose();

        Assert.Equal(("RTM_SETLINK", "EBUSY"), (exception.Command, exception.ErrnoName));
        Assert.Contains("The kernel says: XDP program already attached. Another XDP program is attached already.", exception.Message);
        Assert.Equal(probe.Drop.Id, XdpProgram.Query("lo").GenericProgramId);
    });

    [Fact]
    public void A_netlink_attachment_can_be_disposed_in_another_network_namespace() => OwnNetwork.Run(() =>
    {
        using var probe = Xdp.Load();
        var link = probe.Count.AttachNetlink("lo");

        OwnNetwork.Run(link.Dispose);

        Assert.False(XdpProgram.Query("lo").IsAttached);
    });

    [Fact]
    public void Links_can_be_disposed_after_their_interface_is_removed() => OwnNetwork.Run(() =>
    {
        OwnNetwork.CreatePair("near", "far");
        using var probe = Xdp.Load();
        using var link = (KernelLink)probe.Count.Attach("far");
        using var byNetlink = probe.Count.AttachNetlink("near");

        OwnNetwork.Delete("near");

        Assert.Equal(0, link.Info.InterfaceIndex);
    });

    [Fact]
    public void The_error_for_an_unknown_interface_lists_the_existing_interfaces() => OwnNetwork.Run(() =>
    {
        OwnNetwork.CreatePair("near", "far");
        using var probe = Xdp.Load();

        var exception = Assert.Throws<BpfException>(() => probe.Count.Attach("nera"));

        Assert.Equal(("if_nametoindex", "ENODEV", "network interface 'nera'"), (exception.Command, exception.ErrnoName, exception.Subject));
        Assert.EndsWith(
            "It does not exist in the network namespace of the calling thread. The interfaces are far, lo, near.",
            exception.Message);
    });

    [Fact]
    public void A_program_for_device_map_entries_cannot_be_attached_to_an_interface()
    {
        Kernel.NetworkRequired();
        using var probe = Xdp.Load();

        var exception = Assert.Throws<InvalidOperationException>(() => probe.Entry.Attach("lo"));

        Assert.Contains("Program 'entry' of section 'xdp/devmap' runs for the packets of a map entry", exception.Message);
    }
}
