using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading.Tasks;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>Tracepoint programs, and operations that every kind of link has.</summary>
[Collection(KernelTests.Name)]
public sealed class TracepointTests
{
    private const string Pin = "/sys/fs/bpf/bpfgen-test-link";

    [Fact]
    public void A_tracepoint_program_runs_until_its_link_is_disposed()
    {
        Kernel.TraceFsRequired();
        using var tracer = Tracepoints.Load();
        Trigger.GetProcessGroup(tracer.Rodata.WantedGroup);
        Assert.Equal(0ul, tracer.Bss.Calls);

        using (tracer.OnGetpgid.Attach())
        {
            Trigger.GetProcessGroup(tracer.Rodata.WantedGroup);
            Assert.Equal(1ul, tracer.Bss.Calls);
        }

        Trigger.GetProcessGroup(tracer.Rodata.WantedGroup);
        Assert.Equal(1ul, tracer.Bss.Calls);
    }

    [Fact]
    public void Programs_on_the_enter_and_exit_tracepoints_of_a_system_call_send_one_record_together()
    {
        Kernel.TraceFsRequired();
        using var tracer = Calls.Load();
        using var links = tracer.Attach();
        using var reader = tracer.Events.OpenReader();
        List<(int Process, int Parent)> records = [];

        Trigger.GetProcessGroup(0);
        reader.Poll(TimeSpan.Zero, record => records.Add((MemoryMarshal.Read<int>(record[24..]), MemoryMarshal.Read<int>(record[28..]))));

        var parent = int.Parse(File.ReadAllText("/proc/self/stat").Split(") ")[^1].Split(' ')[1], CultureInfo.InvariantCulture);
        Assert.Contains((Environment.ProcessId, parent), records);
        Assert.Empty(tracer.Starts);
    }

    [Fact]
    public void A_program_on_a_writable_tracepoint_changes_the_result_of_a_test_run()
    {
        const int ESTALE = 116;
        Kernel.Required();
        using var tracer = Writable.Load();
        (tracer.Bss.Process, tracer.Bss.Error) = ((ulong)Environment.ProcessId, -ESTALE);

        using (tracer.OnFinish.Attach())
        {
            Assert.Equal("ESTALE", Assert.Throws<BpfException>(() => tracer.Run.TestRun(new byte[64])).ErrnoName);
        }

        Assert.Equal(0, tracer.Run.TestRun(new byte[64]).ReturnValue);
    }

    [Fact]
    public void Attach_accepts_the_category_and_name_of_a_tracepoint()
    {
        Kernel.TraceFsRequired();
        using var tracer = Tracepoints.Load();

        using var link = tracer.OnGetpgid.Attach("syscalls", "sys_enter_getsid");
        Trigger.GetProcessGroup(tracer.Rodata.WantedGroup);
        Trigger.GetSession(tracer.Rodata.WantedGroup);

        Assert.Equal(1ul, tracer.Bss.Calls);
    }

    [Fact]
    public void A_tracepoint_program_reads_its_cookie()
    {
        Kernel.TraceFsRequired();
        using var tracer = Cookies.Load();

        using var link = tracer.OnGetpgid.Attach(cookie: 0x1234_5678_9abc_def0);
        Trigger.GetProcessGroup(tracer.Rodata.WantedGroup);

        Assert.Equal(0x1234_5678_9abc_def0ul, tracer.Bss.CallCookie);
    }

    [Fact]
    public void The_error_for_an_unknown_tracepoint_names_the_tracepoint()
    {
        Kernel.TraceFsRequired();
        using var tracer = Tracepoints.Load();

        var exception = Assert.Throws<BpfException>(() => tracer.OnGetpgid.Attach("sched", "nonsense"));

        Assert.Contains("The kernel has no tracepoint 'sched/nonsense': /sys/kernel/", exception.Message);
        Assert.Contains("program 'on_getpgid' (Tracepoint) on tracepoint sched/nonsense", exception.Message);
        Assert.Equal(("open", "ENOENT"), (exception.Command, exception.ErrnoName));
    }

    [Fact]
    public void A_raw_tracepoint_program_runs_until_its_link_is_disposed()
    {
        Kernel.Required();
        using var tracer = Tracepoints.Load();

        using (tracer.OnRename.Attach())
        {
            Trigger.RenameThread("bpfgen-test");
            Assert.Equal(1ul, tracer.Bss.Renames);
        }

        Trigger.RenameThread("bpfgen-test");
        Assert.Equal(1ul, tracer.Bss.Renames);
    }

    [Fact]
    public void Attach_requires_the_name_of_a_raw_tracepoint_if_the_section_names_no_tracepoint()
    {
        Kernel.Required();
        using var tracer = Tracepoints.Load();

        using var link = tracer.OnAny.Attach("task_rename");
        var exception = Assert.Throws<InvalidOperationException>(() => tracer.OnAny.Attach());

        Assert.False(tracer.OnAny.HasHook);
        Assert.Equal(LinkType.RawTracepoint, link.Type);
        Assert.StartsWith("Section 'raw_tp' of program 'on_any' names no hook.", exception.Message);
    }

    [Fact]
    public void The_error_for_an_unknown_raw_tracepoint_names_the_tracepoint()
    {
        Kernel.Required();
        using var tracer = Tracepoints.Load();

        var exception = Assert.Throws<BpfException>(() => tracer.OnAny.Attach("nonsense"));

        Assert.Equal(("BPF_RAW_TRACEPOINT_OPEN", "ENOENT"), (exception.Command, exception.ErrnoName));
        Assert.Contains("The kernel has no raw tracepoint 'nonsense'.", exception.Message);
    }

    [Fact]
    public void Attach_of_an_object_attaches_all_programs_with_a_hook_until_the_object_is_disposed()
    {
        Kernel.TraceFsRequired();
        var links = KernelObjects.LinkIds();
        var tracer = Tracepoints.Load();

        var attached = tracer.Attach();
        Trigger.GetProcessGroup(tracer.Rodata.WantedGroup);
        Trigger.RenameThread("bpfgen-test");

        Assert.Equal(2, attached.Count);
        Assert.Equal((1ul, 1ul), (tracer.Bss.Calls, tracer.Bss.Renames));
        tracer.Dispose();
        Poll.Until(() => KernelObjects.LinkIds().IsSubsetOf(links), "the links to be removed");
    }

    [Fact]
    public void Attach_throws_if_the_object_is_already_attached()
    {
        Kernel.TraceFsRequired();
        using var tracer = Tracepoints.Load();

        tracer.Attach().Dispose();
        using var links = tracer.Attach();
        Assert.Throws<InvalidOperationException>(() => tracer.Attach());

        Trigger.RenameThread("bpfgen-test");
        Assert.Equal(1ul, tracer.Bss.Renames);
    }

    [Fact]
    public void Attach_of_a_disposed_object_throws_ObjectDisposedException()
    {
        Kernel.TraceFsRequired();
        var tracer = Tracepoints.Load();
        tracer.Dispose();

        Assert.Throws<ObjectDisposedException>(() => tracer.Attach());
        Assert.Throws<ObjectDisposedException>(() => tracer.OnRename.Attach());
    }

    [Fact]
    public void A_failed_attachment_of_an_object_leaves_nothing_attached()
    {
        Kernel.Required();
        using var tracer = Nowhere.Load();
        var links = KernelObjects.LinkIds();
        var files = KernelObjects.OpenFilesAtRest();

        var exception = Assert.Throws<BpfException>(() => tracer.Attach());

        Assert.Contains("bpfgen_nowhere", exception.Message);
        Assert.Equal(files, KernelObjects.OpenFiles());
        Poll.Until(() => KernelObjects.LinkIds().IsSubsetOf(links), "the first link to be removed");
    }

    [Fact]
    public void A_raw_tracepoint_program_reads_its_cookie()
    {
        Kernel.Required();
        Assert.SkipUnless(Environment.OSVersion.Version >= new Version(6, 10), "needs Linux 6.10");
        using var tracer = Cookies.Load(new() { Programs = { OnRename = { AutoLoad = true } } });
        tracer.Bss.Process = (ulong)Environment.ProcessId;

        using var link = tracer.OnRename.Attach(cookie: 21);
        Trigger.RenameThread("bpfgen-test");

        Assert.Equal(21ul, tracer.Bss.RenameCookie);
    }

    [Fact]
    public void A_pinned_link_stays_attached_until_it_is_unpinned()
    {
        Kernel.BpfFileSystemRequired();
        File.Delete(Pin);
        using var tracer = Tracepoints.Load();
        using (var link = tracer.OnRename.Attach())
        {
            link.Pin(Pin);
        }

        Trigger.RenameThread("bpfgen-test");
        Assert.Equal(1ul, tracer.Bss.Renames);

        using (var link = KernelLink.OpenPinned(Pin))
        {
            Assert.Equal((LinkType.RawTracepoint, tracer.OnRename.Id), (link.Type, link.Info.ProgramId));
            link.Unpin();
            Assert.Throws<InvalidOperationException>(link.Unpin);
        }

        Trigger.RenameThread("bpfgen-test");
        Assert.Equal(1ul, tracer.Bss.Renames);
        Assert.False(File.Exists(Pin));
    }

    [Fact]
    public void Opening_a_pin_as_a_link_throws_if_it_is_a_map_or_missing()
    {
        Kernel.BpfFileSystemRequired();
        using var gobpf = Gobpf.Load();

        var other = Assert.Throws<BpfException>(() => KernelLink.OpenPinned("/sys/fs/bpf/bpfgen-test/globals/pinned_packets"));
        var none = Assert.Throws<BpfException>(() => KernelLink.OpenPinned("/sys/fs/bpf/bpfgen-nothing"));

        Assert.Contains("It is not a link.", other.Message);
        Assert.Equal("ENOENT", none.ErrnoName);
        File.Delete("/sys/fs/bpf/bpfgen-test/globals/pinned_packets");
    }

    [Fact]
    public void Detach_throws_for_a_raw_tracepoint_link()
    {
        Kernel.Required();
        using var tracer = Tracepoints.Load();
        using var link = tracer.OnRename.Attach();

        var exception = Assert.Throws<BpfException>(link.Detach);

        Assert.Equal(("BPF_LINK_DETACH", "EOPNOTSUPP"), (exception.Command, exception.ErrnoName));
    }

    [Fact]
    public void Disposing_links_from_many_threads_closes_each_link_once()
    {
        Kernel.TraceFsRequired();
        using var tracer = Tracepoints.Load();
        var files = KernelObjects.OpenFilesAtRest();

        var links = tracer.Attach();
        Parallel.For(0, 16, i => (i % 2 == 0 ? links : links[i % links.Count]).Dispose());

        Assert.Equal(files, KernelObjects.OpenFiles());
        Assert.Throws<ObjectDisposedException>(() => links.OfType<KernelLink>().First().Id);
    }
}
