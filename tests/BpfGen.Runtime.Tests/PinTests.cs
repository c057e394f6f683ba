using System;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Threading;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>Programs and links that are opened again by their pins are what they were.</summary>
[Collection(KernelTests.Name)]
public sealed class PinTests : IDisposable
{
    private readonly string _path = $"/sys/fs/bpf/bpfgen-pin-{Environment.ProcessId}";

    public PinTests() => Kernel.BpfFileSystemRequired();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void A_program_opened_by_its_pin_is_attached_and_counts()
    {
        using var tracer = Tracepoints.Load();
        tracer.OnRename.Pin(_path);

        using var opened = RawTracepointProgram.OpenPinned(_path);
        using (opened.Attach("task_rename"))
        {
            Trigger.RenameThread("bpfgen-test");
        }

        Trigger.RenameThread("bpfgen-test");
        Assert.Equal(1ul, tracer.Bss.Renames);
        Assert.Equal((tracer.OnRename.Id, "on_rename", _path), (opened.Id, opened.Name, opened.PinPath));
    }

    [Fact]
    public void A_program_opened_by_its_id_does_not_know_its_hook()
    {
        using var tracer = Tracepoints.Load();

        using var opened = RawTracepointProgram.OpenById(tracer.OnRename.Id);

        Assert.False(opened.HasHook);
        Assert.Contains("was opened as it is in the kernel, which does not say where it attaches", Assert.Throws<InvalidOperationException>(() => opened.Attach()).Message);
        Assert.Equal("ENOENT", Assert.Throws<BpfException>(() => BpfProgram.OpenById(uint.MaxValue)).ErrnoName);
    }

    [Fact]
    public void A_program_bound_by_its_types_knows_itself_what_it_was_loaded_for()
    {
        using var tracer = Hooks.Load(new() { Programs = { OnRename = { AutoLoad = true } } });
        tracer.Bss.Process = (ulong)Environment.ProcessId;
        tracer.OnRename.Pin(_path);

        using var opened = TracingProgram.OpenPinned(_path);
        using (opened.Attach())
        {
            Trigger.RenameThread("bpfgen-test");
        }

        Assert.NotEqual(0ul, tracer.Bss.Renames);
    }

    [Fact]
    public void An_opened_program_of_a_cgroup_has_to_be_told_its_hook()
    {
        using var cgroup = new OwnCgroup();
        using var probe = Cgroups.Load();
        probe.OnEgress.Pin(_path);
        using var opened = CgroupProgram.OpenPinned(_path);

        using (opened.Attach(cgroup.Path, new CgroupAttachOptions { Hook = AttachType.CgroupInetEgress }))
        {
            SendDatagram();
        }

        Assert.NotEqual(0ul, probe.Bss.Value.Calls.Egress);
        Assert.Throws<InvalidOperationException>(() => opened.Attach(cgroup.Path));
    }

    [Fact]
    public void A_pinned_program_of_another_type_is_refused()
    {
        using var tracer = Tracepoints.Load();
        tracer.OnRename.Pin(_path);

        var exception = Assert.Throws<BpfException>(() => XdpProgram.OpenPinned(_path));

        Assert.Contains("It is of type RawTracepoint, and cannot be opened as XdpProgram.", exception.Message);
        Assert.Equal($"the program pinned at {_path}", exception.Subject);
    }

    [Fact]
    public void What_is_pinned_must_be_a_program_to_be_opened_as_one()
    {
        using var tracer = Tracepoints.Load();
        using var link = tracer.OnRename.Attach();
        link.Pin(_path);

        Assert.Contains("It is not a program.", Assert.Throws<BpfException>(() => BpfProgram.OpenPinned(_path)).Message);
        Assert.Equal("ENOENT", Assert.Throws<BpfException>(() => BpfProgram.OpenPinned(_path + "-none")).ErrnoName);
    }

    [Fact]
    public void An_iterator_opened_by_its_pin_is_read()
    {
        using var iterators = Iterators.Load();
        using (var attached = iterators.Maps.Attach())
        {
            attached.Pin(_path);
        }

        using var link = Assert.IsType<IteratorLink>(KernelLink.OpenPinned(_path));
        using var memory = new MemoryStream();
        using (var stream = link.OpenRead())
        {
            stream.CopyTo(memory);
        }

        Assert.Contains(iterators.Numbers.Id, MemoryMarshal.Cast<byte, uint>(memory.ToArray()).ToArray());
    }

    [Fact]
    public void Functions_opened_by_their_pin_are_given_up_for_others()
    {
        using var first = Congestion.Load();
        using var second = Congestion.Load();
        using (var attached = Assert.IsType<StructOpsLink>(first.Linked.Attach()))
        {
            attached.Pin(_path);
        }

        using var link = Assert.IsType<StructOpsLink>(KernelLink.OpenPinned(_path));
        link.Update(second.Linked);
        var before = Volatile.Read(ref first.Bss.Acknowledgements);
        StructOpsTests.Talk("bpfgen_linked", () => Volatile.Read(ref second.Bss.Acknowledgements) > 0);

        Assert.Equal(before, Volatile.Read(ref first.Bss.Acknowledgements));
        link.Unpin();
    }

    private static void SendDatagram()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.SendTo("x"u8, new IPEndPoint(IPAddress.Loopback, 9));
    }
}
