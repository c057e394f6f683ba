using System;
using System.IO;
using System.Threading;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests.Net;

/// <summary>XDP programs on interfaces that packets arrive at.</summary>
[Collection(KernelTests.Name)]
public sealed class XdpTests
{
    [Fact]
    public void A_program_sees_the_packets_of_an_interface_until_its_link_is_disposed() => OwnNetwork.Run(() =>
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
    public void A_driver_that_knows_XDP_runs_the_program() => OwnNetwork.Run(() =>
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
    public void A_program_that_takes_packets_in_several_buffers_sees_those_that_one_does_not_hold() => OwnNetwork.Run(() =>
    {
        const int Size = 9_000;
        OwnNetwork.CreatePair("near", "far");
        OwnNetwork.SetMtu("near", Size);
        OwnNetwork.SetMtu("far", Size);
        using var probe = Xdp.Load(new() { Programs = { Measure = { AutoLoad = true } } });
        using var sender = PacketSocket.Open("near");

        // Whose packets have to be in one buffer, which these are too large for.
        Assert.Equal("ERANGE", Assert.Throws<BpfException>(() => probe.Count.Attach("far", XdpMode.Native)).ErrnoName);
        using var link = probe.Measure.Attach("far", XdpMode.Native);
        OwnNetwork.SendFrame(sender, Size, last: 0xa5);

        Poll.Until(() => Volatile.Read(ref probe.Bss.Value.Longest) == Size, "a packet of 9,000 bytes");
        Assert.InRange(probe.Bss.Value.FirstBuffer, 1ul, 4095ul);
        Assert.Equal(0xa5, probe.Bss.Value.LastByte);
    });

    [Fact]
    public void A_packet_in_several_buffers_can_be_given_to_a_program_on_request()
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
    public void A_driver_that_does_not_know_XDP_is_an_error() => OwnNetwork.Run(() =>
    {
        using var probe = Xdp.Load();

        var exception = Assert.Throws<BpfException>(() => probe.Count.Attach("lo", XdpMode.Native));

        Assert.Equal("EOPNOTSUPP", exception.ErrnoName);
        Assert.Contains("program 'count' (Xdp) on XDP of interface 'lo' (Native)", exception.Message);
    });

    [Fact]
    public void An_interface_is_known_by_its_index_as_well() => OwnNetwork.Run(() =>
    {
        using var probe = Xdp.Load();
        using var link = probe.Count.Attach(1, XdpMode.Generic);

        Assert.Equal(probe.Count.Id, XdpProgram.Query("lo").GenericProgramId);
    });

    [Fact]
    public void A_second_program_is_refused() => OwnNetwork.Run(() =>
    {
        using var probe = Xdp.Load();
        using var link = probe.Count.Attach("lo");
        var before = KernelObjects.OpenFilesAtRest();

        var exception = Assert.Throws<BpfException>(() => probe.Drop.Attach("lo"));

        Assert.Contains("Another XDP program is attached there already", exception.Message);
        Assert.Equal(before, KernelObjects.OpenFiles());
    });

    [Fact]
    public void A_link_is_given_another_program() => OwnNetwork.Run(() =>
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
    public void A_pinned_link_outlives_its_handle_and_its_program() => OwnNetwork.Run(() =>
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

        Poll.Until(() => !XdpProgram.Query("lo").IsAttached, "the program to go");
        Assert.False(File.Exists(path));
    });

    [Fact]
    public void A_detached_link_leaves_the_interface_to_others() => OwnNetwork.Run(() =>
    {
        using var probe = Xdp.Load();
        using var link = (KernelLink)probe.Count.Attach("lo");

        link.Detach();

        using var other = probe.Drop.Attach("lo");
        Assert.Equal(probe.Drop.Id, XdpProgram.Query("lo").GenericProgramId);
    });

    [Fact]
    public void Netlink_attaches_where_there_are_no_links() => OwnNetwork.Run(() =>
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
    public void Through_netlink_a_program_takes_the_place_of_another_where_it_is_told_to() => OwnNetwork.Run(() =>
    {
        using var probe = Xdp.Load();
        using var first = probe.Count.AttachNetlink("lo");

        var exception = Assert.Throws<BpfException>(() => probe.Drop.AttachNetlink("lo"));
        using var second = probe.Drop.AttachNetlink("lo", replaceExisting: true);
        first.Dispose();

        Assert.Equal(("RTM_SETLINK", "EBUSY"), (exception.Command, exception.ErrnoName));
        Assert.Contains("The kernel says: XDP program already attached. Another XDP program is attached there already.", exception.Message);
        Assert.Equal(probe.Drop.Id, XdpProgram.Query("lo").GenericProgramId);
    });

    [Fact]
    public void A_netlink_link_works_from_threads_in_other_namespaces() => OwnNetwork.Run(() =>
    {
        using var probe = Xdp.Load();
        var link = probe.Count.AttachNetlink("lo");

        OwnNetwork.Run(link.Dispose);

        Assert.False(XdpProgram.Query("lo").IsAttached);
    });

    [Fact]
    public void A_link_outlives_its_interface_in_peace() => OwnNetwork.Run(() =>
    {
        OwnNetwork.CreatePair("near", "far");
        using var probe = Xdp.Load();
        using var link = (KernelLink)probe.Count.Attach("far");
        using var byNetlink = probe.Count.AttachNetlink("near");

        OwnNetwork.Delete("near");

        Assert.Equal(0, link.Info.InterfaceIndex);
    });

    [Fact]
    public void An_interface_that_does_not_exist_is_answered_with_those_that_do() => OwnNetwork.Run(() =>
    {
        OwnNetwork.CreatePair("near", "far");
        using var probe = Xdp.Load();

        var exception = Assert.Throws<ArgumentException>(() => probe.Count.Attach("nowhere0"));

        Assert.Contains("There is no network interface 'nowhere0'; there are far, lo, near.", exception.Message);
    });

    [Fact]
    public void A_program_for_the_entries_of_a_map_is_not_for_interfaces()
    {
        Kernel.NetworkRequired();
        using var probe = Xdp.Load();

        var exception = Assert.Throws<InvalidOperationException>(() => probe.Entry.Attach("lo"));

        Assert.Contains("Program 'entry' of section 'xdp/devmap' runs where the entry of a map sends a packet", exception.Message);
    }
}
