using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Threading.Tasks;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>Programs stay attached until the link, the program or the object is disposed, whatever the garbage collector does.</summary>
[Collection(KernelTests.Name)]
public sealed class LinkLifetimeTests
{
    private const string Pin = "/sys/fs/bpf/bpfgen-test-lifetime";

    [Fact]
    public void A_program_stays_attached_if_nothing_refers_to_its_link()
    {
        Kernel.TraceFsRequired();
        using var tracer = Tracepoints.Load();
        tracer.OnGetpgid.Attach();
        tracer.OnRename.Attach();

        Collect();
        Trigger.GetProcessGroup(tracer.Rodata.WantedGroup);
        Trigger.RenameThread("bpfgen-test");

        Assert.Equal((1ul, 1ul), (tracer.Bss.Calls, tracer.Bss.Renames));
    }

    [Fact]
    public void Programs_stay_attached_if_nothing_refers_to_the_links_of_their_object()
    {
        Kernel.TraceFsRequired();
        using var tracer = Tracepoints.Load();
        tracer.Attach();

        Collect();
        Trigger.GetProcessGroup(tracer.Rodata.WantedGroup);
        Trigger.RenameThread("bpfgen-test");

        Assert.Equal((1ul, 1ul), (tracer.Bss.Calls, tracer.Bss.Renames));
    }

    [Fact]
    public void A_link_knows_its_program_until_it_is_disposed()
    {
        Kernel.TraceFsRequired();
        using var tracer = Tracepoints.Load();
        var link = tracer.OnGetpgid.Attach();

        Assert.Same(tracer.OnGetpgid, link.Program);
        link.Dispose();
        Assert.Null(link.Program);
    }

    [Fact]
    public void Disposing_the_object_detaches_all_links_of_its_programs()
    {
        Kernel.TraceFsRequired();
        var before = KernelObjects.LinkIds();
        var files = KernelObjects.OpenFilesAtRest();
        var tracer = Tracepoints.Load();
        tracer.Attach();
        tracer.OnAny.Attach("task_rename");
        var disposed = tracer.OnAny.Attach("task_rename");
        var held = tracer.OnRename.Attach();
        disposed.Dispose();
        var attached = KernelObjects.LinkIds();
        attached.ExceptWith(before);
        Assert.True(attached.Count >= 4, $"{attached.Count} links");

        tracer.Dispose();

        Poll.Until(() => !KernelObjects.LinkIds().Overlaps(attached), "the links to be removed");
        Assert.Equal(files, KernelObjects.OpenFiles());
        Assert.Throws<ObjectDisposedException>(() => held.Info);
        held.Dispose();
    }

    [Fact]
    public void A_pinned_link_stays_attached_if_its_object_is_disposed()
    {
        Kernel.BpfFileSystemRequired();
        using (var tracer = Tracepoints.Load())
        {
            tracer.OnRename.Attach().Pin(Pin);
        }

        using var link = KernelLink.OpenPinned(Pin);
        link.Unpin();

        Assert.Contains(link.Id, KernelObjects.LinkIds());
    }

    [Fact]
    public void A_program_stays_attached_after_the_pin_of_its_link_is_removed()
    {
        Kernel.BpfFileSystemRequired();
        using var tracer = Tracepoints.Load();
        using (var made = tracer.OnRename.Attach())
        {
            made.Pin(Pin);
        }

        var (id, reference) = OpenAndUnpin();
        Collect();
        Trigger.RenameThread("bpfgen-test");

        Assert.Contains(id, KernelObjects.LinkIds());
        Assert.Equal(1ul, tracer.Bss.Renames);
        Assert.IsType<KernelLink>(reference.Target).Dispose();
        Poll.Until(() => !KernelObjects.LinkIds().Contains(id), "the link to be removed");

        [MethodImpl(MethodImplOptions.NoInlining)]
        static (uint, WeakReference) OpenAndUnpin()
        {
            var link = KernelLink.OpenPinned(Pin);
            link.Unpin();
            return (link.Id, new WeakReference(link));
        }
    }

    [Fact]
    public void A_program_opened_by_its_id_stays_attached_until_it_is_disposed()
    {
        Kernel.Required();
        using var tracer = Tracepoints.Load();
        var opened = RawTracepointProgram.OpenById(tracer.OnRename.Id);
        opened.Attach("task_rename");

        Collect();
        Trigger.RenameThread("bpfgen-test");
        Assert.Equal(1ul, tracer.Bss.Renames);
        opened.Dispose();
        Trigger.RenameThread("bpfgen-test");

        Assert.Equal(1ul, tracer.Bss.Renames);
    }

    [Fact]
    public void An_attached_program_keeps_the_maps_of_an_object_that_nothing_refers_to()
    {
        Kernel.Required();
        using var traffic = new Loopback();
        var (reference, first, data, link) = AttachAndForget();

        Collect();
        traffic.Send(3);

        // If the last file descriptor of the program array were closed, the kernel would empty the array, and the tail call would fail.
        Assert.True(first[0] > 0);
        Assert.Equal(0ul, data.Value.AfterTail);
        Assert.True(reference.IsAlive);
        link.Dispose();
        first.Dispose();
        data.Dispose();

        [MethodImpl(MethodImplOptions.NoInlining)]
        static (WeakReference, ArrayMap<ulong>, Slots.Types.BssVariables, BpfLink) AttachAndForget()
        {
            var slots = Slots.Load(new() { Programs = { SpareTail = { AutoLoad = true } } });
            var link = slots.Count.Attach(PacketSocket.Open("lo"));
            return (new WeakReference(slots), slots.First.Duplicate(), slots.Bss.Duplicate(), link);
        }
    }

    [Fact]
    public void A_socket_filter_stays_attached_if_nothing_refers_to_its_socket()
    {
        Kernel.Required();
        using var counters = Counters.Load();
        using var traffic = new Loopback();
        using var sender = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        Open(counters);
        var address = OpenSocket(counters);

        Collect();
        traffic.Send(3);
        sender.SendTo("x"u8, address);

        Assert.True(counters.Packets[1] > 0);
        Assert.NotEmpty(counters.ByProtocol);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static void Open(Counters counters) => counters.CountArrays.Attach(PacketSocket.Open("lo"));

        [MethodImpl(MethodImplOptions.NoInlining)]
        static EndPoint OpenSocket(Counters counters)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            counters.CountHashes.Attach(socket);
            return socket.LocalEndPoint!;
        }
    }

    [Fact]
    public void A_reader_of_a_perf_event_array_receives_records_if_nothing_refers_to_the_array()
    {
        Kernel.Required();
        using var traffic = new Loopback();
        using var probe = Probe.Load();
        using var socket = PacketSocket.Open("lo");
        using var link = probe.BpfProg.Attach(socket);
        using var reader = Open(probe);

        Collect();
        traffic.Send(3);

        Assert.InRange(reader.Poll(Poll.Timeout, static _ => { }), 3, 100);

        // Open the array by its id. Then only the reader refers to the descriptor that puts the reader into the array. When that descriptor
        // is closed, the kernel removes the reader from the array.
        [MethodImpl(MethodImplOptions.NoInlining)]
        static PerfEventReader Open(Probe probe) => PerfEventArray.OpenById(probe.Events.Id).OpenReader();
    }

    [Fact]
    public void Disposed_links_leave_no_kernel_objects_and_no_memory()
    {
        Kernel.Required();
        using var counters = Counters.Load();
        using var socket = PacketSocket.Open("lo");
        var link = AttachAndDispose(counters, socket);
        var before = GC.GetTotalMemory(forceFullCollection: true);

        for (var i = 0; i < 10_000; i++)
        {
            counters.CountArrays.Attach(socket).Dispose();
        }

        // 10,000 leaked links would take more than 500,000 bytes.
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 100_000);
        Assert.False(link.IsAlive);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static WeakReference AttachAndDispose(Counters counters, PacketSocket socket)
        {
            var link = counters.CountArrays.Attach(socket);
            link.Dispose();
            return new WeakReference(link);
        }
    }

    [Fact]
    public void Links_may_be_disposed_in_any_order()
    {
        Kernel.Required();
        using var tracer = Tracepoints.Load();
        var before = KernelObjects.LinkIds();
        List<BpfLink> links = [];
        for (var i = 0; i < 5; i++)
        {
            links.Add(tracer.OnAny.Attach("task_rename"));
        }

        foreach (var index in (ReadOnlySpan<int>)[2, 0, 4, 1, 3])
        {
            links[index].Dispose();
            links[index].Dispose();
        }

        tracer.OnAny.Attach("task_rename").Dispose();
        Poll.Until(() => KernelObjects.LinkIds().IsSubsetOf(before), "the links to be removed");
    }

    [Fact]
    public void Attaching_while_another_thread_disposes_the_object_leaves_nothing_attached()
    {
        Kernel.Required();
        var before = KernelObjects.LinkIds();
        for (var round = 0; round < 20; round++)
        {
            var tracer = Tracepoints.Load();
            Parallel.For(0, 4, index =>
            {
                try
                {
                    for (var i = 0; i < 10; i++)
                    {
                        var link = tracer.OnAny.Attach("task_rename");
                        if (i % 2 == 0)
                        {
                            link.Dispose();
                        }
                        else if (index == 0 && i > 5)
                        {
                            tracer.Dispose();
                        }
                    }
                }
                catch (ObjectDisposedException)
                {
                    // Another thread disposed the object.
                }
            });
            tracer.Dispose();
        }

        Poll.Until(() => KernelObjects.LinkIds().IsSubsetOf(before), "the links to be removed");
    }

    private static void Collect()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }
}
