using System;
using System.IO;
using System.Linq;
using System.Threading;
using BpfGen.Interop;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests.Net;

/// <summary>Traffic control (TC) programs, attached by tcx links or as filters of a qdisc.</summary>
[Collection(KernelTests.Name)]
public sealed class TcTests
{
    [Fact]
    public void The_section_name_sets_the_direction_of_a_TC_program() => OwnNetwork.Run(() =>
    {
        using var probe = Tc.Load();
        using var traffic = new Loopback();
        using var ingress = probe.Ingress.Attach("lo");
        using var egress = probe.Egress.Attach("lo");

        traffic.Send(3);

        Poll.Until(() => Volatile.Read(ref probe.Bss.Value.Arrived) == 3 && Volatile.Read(ref probe.Bss.Value.Left) == 3, "three packets");
        Assert.Equal(
            (LinkType.Tcx, AttachType.TcxIngress, 1),
            (((KernelLink)ingress).Type, ((KernelLink)ingress).Info.AttachType, ((KernelLink)ingress).Info.InterfaceIndex));
    });

    [Fact]
    public void Attach_throws_if_the_section_of_a_TC_program_names_no_direction()
    {
        Kernel.NetworkRequired();
        using var probe = Tc.Load();

        var exception = Assert.Throws<InvalidOperationException>(() => probe.First.Attach("lo"));

        Assert.Contains(
            "Section 'tc' of program 'first' names no hook. Name the hook in the section, as in 'tc/ingress'", exception.Message);
    }

    [Fact]
    public void TC_programs_run_in_the_order_of_their_anchors() => OwnNetwork.Run(() =>
    {
        using var probe = Tc.Load();
        using var traffic = new Loopback();
        using var second = probe.Second.AttachTcx("lo", TcDirection.Ingress);
        using var third = probe.Third.AttachTcx("lo", TcDirection.Ingress, LinkAnchor.First);
        using var first = probe.First.AttachTcx("lo", TcDirection.Ingress, LinkAnchor.Before(second));

        traffic.Send();

        Poll.Until(() => Volatile.Read(ref probe.Bss.Value.Order) == 312, "the order 3, 1, 2");
        var attached = TcProgram.QueryTcx("lo", TcDirection.Ingress);
        Assert.Equal([probe.Third.Id, probe.First.Id, probe.Second.Id], attached.ProgramIds);
        Assert.Equal([third.Id, first.Id, second.Id], attached.LinkIds);
    });

    [Fact]
    public void An_anchor_can_be_a_program_a_link_or_an_end_of_the_list_of_programs() => OwnNetwork.Run(() =>
    {
        using var probe = Tc.Load();
        using var second = probe.Second.AttachTcx("lo", TcDirection.Egress);

        foreach (var (anchor, isBefore) in new[]
        {
            (LinkAnchor.Before(probe.Second), true), (LinkAnchor.After(probe.Second), false),
            (LinkAnchor.BeforeProgram(probe.Second.Id), true), (LinkAnchor.AfterProgram(probe.Second.Id), false),
            (LinkAnchor.Before(second), true), (LinkAnchor.After(second), false),
            (LinkAnchor.BeforeLink(second.Id), true), (LinkAnchor.AfterLink(second.Id), false),
            (LinkAnchor.First, true), (LinkAnchor.Last, false), (default, false),
        })
        {
            using var first = probe.First.AttachTcx("lo", TcDirection.Egress, anchor);
            uint[] expected = isBefore ? [probe.First.Id, probe.Second.Id] : [probe.Second.Id, probe.First.Id];
            Assert.Equal(expected, TcProgram.QueryTcx("lo", TcDirection.Egress).ProgramIds);
        }
    });

    [Fact]
    public void Attach_throws_if_the_expected_revision_of_the_tcx_hook_is_outdated() => OwnNetwork.Run(() =>
    {
        using var probe = Tc.Load();
        using var first = probe.First.AttachTcx("lo", TcDirection.Ingress);
        var seen = TcProgram.QueryTcx("lo", TcDirection.Ingress).Revision;
        using var second = probe.Second.AttachTcx("lo", TcDirection.Ingress, LinkAnchor.Last with { ExpectedRevision = seen });

        var exception = Assert.Throws<BpfException>(
            () => probe.Third.AttachTcx("lo", TcDirection.Ingress, LinkAnchor.Last with { ExpectedRevision = seen }));

        Assert.Equal("ESTALE", exception.ErrnoName);
        Assert.Contains("The hook has changed: its revision is not the expected one.", exception.Message);
    });

    [Fact]
    public void Attach_throws_if_its_anchor_is_not_attached_to_the_hook() => OwnNetwork.Run(() =>
    {
        using var probe = Tc.Load();

        var exception =
            Assert.Throws<BpfException>(() => probe.First.AttachTcx("lo", TcDirection.Ingress, LinkAnchor.Before(probe.Second)));

        Assert.Equal("ENOENT", exception.ErrnoName);
        Assert.Contains("The anchor's program or link is not attached to this hook.", exception.Message);
    });

    [Fact]
    public void A_TC_filter_runs_until_its_link_is_disposed_which_also_removes_the_qdisc() => OwnNetwork.Run(() =>
    {
        using var probe = Tc.Load();
        using var traffic = new Loopback();
        var before = KernelObjects.OpenFilesAtRest();
        var link = probe.Ingress.AttachFilter("lo", TcDirection.Ingress);

        traffic.Send();
        Poll.Until(() => Volatile.Read(ref probe.Bss.Value.Arrived) == 1, "a packet");
        var filter = Assert.Single(TcProgram.QueryFilters("lo", TcDirection.Ingress));
        Assert.Equal(new TcFilter(link.Priority, link.Handle, probe.Ingress.Id, "ingress"), filter);
        Assert.Empty(TcProgram.QueryFilters("lo", TcDirection.Egress));
        link.Dispose();
        link.Dispose();

        Assert.Empty(TcProgram.QueryFilters("lo", TcDirection.Ingress));
        Assert.False(HasQdisc("lo"));
        Assert.Equal(before, KernelObjects.OpenFiles());
    });

    [Fact]
    public void A_qdisc_stays_while_another_filter_needs_it() => OwnNetwork.Run(() =>
    {
        using var probe = Tc.Load();
        using var traffic = new Loopback();
        var owner = probe.Ingress.AttachFilter("lo", TcDirection.Ingress);
        using var other = probe.Egress.AttachFilter("lo", TcDirection.Egress);

        owner.Dispose();
        traffic.Send();

        Poll.Until(() => Volatile.Read(ref probe.Bss.Value.Left) == 1, "a packet");
        Assert.True(HasQdisc("lo"));
    });

    [Fact]
    public void A_qdisc_that_existed_before_the_filter_is_not_removed() => OwnNetwork.Run(() =>
    {
        using var probe = Tc.Load();
        using var socket = NetlinkSocket.TryOpen();
        Assert.Equal(default, TcNetlink.CreateQdisc(socket!, 1));

        probe.Ingress.AttachFilter("lo", TcDirection.Ingress).Dispose();

        Assert.True(HasQdisc("lo"));
    });

    [Fact]
    public void TC_filters_run_in_the_order_of_their_priorities() => OwnNetwork.Run(() =>
    {
        using var probe = Tc.Load();
        using var traffic = new Loopback();
        using var second = probe.Second.AttachFilter("lo", TcDirection.Ingress, new() { Priority = 20 });
        using var first = probe.First.AttachFilter("lo", TcDirection.Ingress, new() { Priority = 10, Handle = 7 });

        traffic.Send();

        Poll.Until(() => Volatile.Read(ref probe.Bss.Value.Order) == 12, "the order 1, 2");
        Assert.Equal((10, 7u), (first.Priority, first.Handle));
        Assert.Equal([10, 20], TcProgram.QueryFilters("lo", TcDirection.Ingress).Select(filter => filter.Priority));
    });

    [Fact]
    public void A_TC_filter_replaces_an_existing_filter_only_with_ReplaceExisting() => OwnNetwork.Run(() =>
    {
        using var probe = Tc.Load();
        var place = new TcFilterOptions { Priority = 1, Handle = 1 };
        var old = probe.First.AttachFilter("lo", TcDirection.Ingress, place);

        var exception = Assert.Throws<BpfException>(() => probe.Second.AttachFilter("lo", TcDirection.Ingress, place));
        using var next = probe.Second.AttachFilter("lo", TcDirection.Ingress, place with { ReplaceExisting = true });
        old.Dispose();

        Assert.Equal(("RTM_NEWTFILTER", "EEXIST"), (exception.Command, exception.ErrnoName));
        Assert.Equal(probe.Second.Id, Assert.Single(TcProgram.QueryFilters("lo", TcDirection.Ingress)).ProgramId);
    });

    [Fact]
    public void Update_changes_the_program_of_a_TC_filter() => OwnNetwork.Run(() =>
    {
        using var probe = Tc.Load();
        using var link = probe.First.AttachFilter("lo", TcDirection.Ingress);

        link.Update(probe.Second);

        Assert.Equal(probe.Second.Id, Assert.Single(TcProgram.QueryFilters("lo", TcDirection.Ingress)).ProgramId);
        link.Dispose();
        Assert.Empty(TcProgram.QueryFilters("lo", TcDirection.Ingress));
    });

    [Fact]
    public void If_creating_a_TC_filter_fails_no_qdisc_is_left_behind() => OwnNetwork.Run(() =>
    {
        using var probe = Tc.Load();
        var before = KernelObjects.OpenFilesAtRest();
        const uint NoSuchClass = 0xffff0007;

        var exception =
            Assert.Throws<BpfException>(() => TcFilterLink.Create(probe.First, new FilterPlace(1, NoSuchClass, 0, 0), false, "nowhere"));

        Assert.Equal("RTM_NEWTFILTER", exception.Command);
        Assert.Contains("The kernel says: ", exception.Message);
        Assert.False(HasQdisc("lo"));
        Assert.Equal(before, KernelObjects.OpenFiles());
    });

    [Fact]
    public void A_TC_program_drops_packets() => OwnNetwork.Run(() =>
    {
        using var probe = Tc.Load();
        using var traffic = new Loopback();
        using var ingress = probe.Ingress.Attach("lo");
        using (probe.Shoot.Attach("lo", TcDirection.Egress))
        {
            traffic.Send(3);
        }

        traffic.Send();

        Poll.Until(() => Volatile.Read(ref probe.Bss.Value.Arrived) > 0, "a packet");
        Assert.Equal(1ul, probe.Bss.Value.Arrived);
    });

    [Fact]
    public void A_TC_action_program_supports_test_runs_and_stays_loaded_while_it_is_pinned()
    {
        Kernel.NetworkRequired();
        Kernel.BpfFileSystemRequired();
        var path = $"/sys/fs/bpf/bpfgen-action-{Guid.NewGuid():n}";
        uint id;
        using (var probe = Tc.Load())
        {
            id = probe.Act.Id;
            probe.Act.Pin(path);
            Assert.Equal((0, 2), (probe.Act.TestRun(new byte[64]).ReturnValue, probe.Act.TestRun(new byte[128]).ReturnValue));

            var taken = Assert.Throws<BpfException>(() => probe.First.Pin(path));
            Assert.Equal("EEXIST", taken.ErrnoName);
            Assert.Contains($"{path} already exists.", taken.Message);
            Assert.Equal(
                "The handle of program 'first' (SchedCls) has no pin to remove. A handle has only the pin that it created or from which " +
                "it was opened.",
                Assert.Throws<InvalidOperationException>(probe.First.Unpin).Message);
        }

        Assert.Contains(id, KernelObjects.ProgramIds());
        File.Delete(path);
        Poll.Until(() => !KernelObjects.ProgramIds().Contains(id), "the program to be removed with its pin");
    }

    /// <summary>Tries to create the clsact qdisc. EEXIST means that the interface already has this qdisc.</summary>
    private static bool HasQdisc(string name)
    {
        using var socket = NetlinkSocket.TryOpen();
        var index = (int)Libc.InterfaceIndex(name);
        if (TcNetlink.CreateQdisc(socket!, index).Errno == Errno.EEXIST)
        {
            return true;
        }

        Assert.Equal(default, TcNetlink.DeleteQdisc(socket!, index));
        return false;
    }
}
