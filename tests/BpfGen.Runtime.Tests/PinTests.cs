using System;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Threading;
using BpfGen.Errors;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>Programs and links that are opened from their pins.</summary>
[Collection(KernelTests.Name)]
public sealed class PinTests : IDisposable
{
    private readonly string _path = $"/sys/fs/bpf/bpfgen-pin-{Environment.ProcessId}";

    public PinTests() => Kernel.BpfFileSystemRequired();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void A_program_opened_from_its_pin_can_be_attached()
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
    public void The_error_for_a_path_without_a_pin_says_that_nothing_is_pinned_there()
    {
        var exception = Assert.Throws<BpfException>(() => BpfProgram.OpenPinned(_path));

        Assert.Equal(2, exception.Errno);
        Assert.Contains("Nothing is pinned at this path", exception.Message);
    }

    [Fact]
    public void The_error_for_a_pin_of_another_user_names_its_permissions()
    {
        using var tracer = Tracepoints.Load();
        tracer.OnRename.Pin(_path);

        LimitedUser.Run([Capability.Bpf], () =>
        {
            var exception = Assert.Throws<BpfException>(() => BpfProgram.OpenPinned(_path));
            Assert.Equal(13, exception.Errno);
            Assert.Contains("The permissions of the pin or of its directory do not allow it.", exception.Message);
        });
    }

    [Fact]
    public void HasHook_is_false_for_a_program_opened_by_its_id()
    {
        using var tracer = Tracepoints.Load();

        using var opened = RawTracepointProgram.OpenById(tracer.OnRename.Id);

        Assert.False(opened.HasHook);
        Assert.Contains(
            "was opened by its pin or id, and the kernel does not report its hook. Pass the hook to Attach.",
            Assert.Throws<InvalidOperationException>(() => opened.Attach()).Message);
        Assert.Equal("ENOENT", Assert.Throws<BpfException>(() => BpfProgram.OpenById(uint.MaxValue)).ErrnoName);
    }

    [Fact]
    public void A_BTF_tracepoint_program_opened_from_its_pin_keeps_its_target()
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
    public void Attach_requires_a_hook_for_a_cgroup_program_opened_from_its_pin()
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
    public void Opening_a_pinned_program_as_another_type_throws()
    {
        using var tracer = Tracepoints.Load();
        tracer.OnRename.Pin(_path);

        var exception = Assert.Throws<BpfException>(() => XdpProgram.OpenPinned(_path));

        Assert.Contains("Its type is RawTracepoint, so it cannot be opened as XdpProgram.", exception.Message);
        Assert.Equal($"the program pinned at {_path}", exception.Subject);
    }

    [Fact]
    public void Opening_a_pin_as_a_program_throws_if_it_is_a_link_or_missing()
    {
        using var tracer = Tracepoints.Load();
        using var link = tracer.OnRename.Attach();
        link.Pin(_path);

        Assert.Contains("It is not a program.", Assert.Throws<BpfException>(() => BpfProgram.OpenPinned(_path)).Message);
        Assert.Equal("ENOENT", Assert.Throws<BpfException>(() => BpfProgram.OpenPinned(_path + "-none")).ErrnoName);
    }

    [Fact]
    public void An_iterator_opened_from_its_pin_can_be_read()
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
    public void A_struct_ops_link_opened_from_its_pin_can_be_updated()
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
        StructOpsTests.SendUntil("bpfgen_linked", () => Volatile.Read(ref second.Bss.Acknowledgements) > 0);

        Assert.Equal(before, Volatile.Read(ref first.Bss.Acknowledgements));
        link.Unpin();
    }

    private static void SendDatagram()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.SendTo("x"u8, new IPEndPoint(IPAddress.Loopback, 9));
    }
}
