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

/// <summary>Tracepoints, and what every link has.</summary>
[Collection(KernelTests.Name)]
public sealed class TracepointTests
{
    private const string Pin = "/sys/fs/bpf/bpfgen-test-link";

    [Fact]
    public void A_tracepoint_counts_its_events_until_the_link_is_disposed()
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
    public void Two_tracepoints_send_a_record_of_the_call_between_them()
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
    public void A_writable_tracepoint_takes_what_the_program_writes()
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
    public void A_tracepoint_can_be_named_in_the_call()
    {
        Kernel.TraceFsRequired();
        using var tracer = Tracepoints.Load();

        using var link = tracer.OnGetpgid.Attach("syscalls", "sys_enter_getsid");
        Trigger.GetProcessGroup(tracer.Rodata.WantedGroup);
        Trigger.GetSession(tracer.Rodata.WantedGroup);

        Assert.Equal(1ul, tracer.Bss.Calls);
    }

    [Fact]
    public void A_program_on_a_tracepoint_knows_its_cookie()
    {
        Kernel.TraceFsRequired();
        using var tracer = Cookies.Load();

        using var link = tracer.OnGetpgid.Attach(cookie: 0x1234_5678_9abc_def0);
        Trigger.GetProcessGroup(tracer.Rodata.WantedGroup);

        Assert.Equal(0x1234_5678_9abc_def0ul, tracer.Bss.CallCookie);
    }

    [Fact]
    public void A_tracepoint_that_is_not_there_is_an_error_that_names_it()
    {
        Kernel.TraceFsRequired();
        using var tracer = Tracepoints.Load();

        var exception = Assert.Throws<BpfException>(() => tracer.OnGetpgid.Attach("sched", "nonsense"));

        Assert.Contains("The kernel has no tracepoint 'sched/nonsense': there is no /sys/kernel/", exception.Message);
        Assert.Contains("program 'on_getpgid' (Tracepoint) on tracepoint sched/nonsense", exception.Message);
    }

    [Fact]
    public void A_raw_tracepoint_counts_its_events_until_the_link_is_disposed()
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
    public void A_raw_tracepoint_can_be_named_in_the_call_and_has_to_be_where_the_section_does_not()
    {
        Kernel.Required();
        using var tracer = Tracepoints.Load();

        using var link = tracer.OnAny.Attach("task_rename");
        var exception = Assert.Throws<InvalidOperationException>(() => tracer.OnAny.Attach());

        Assert.False(tracer.OnAny.HasHook);
        Assert.Equal(LinkType.RawTracepoint, link.Type);
        Assert.StartsWith("Section 'raw_tp' of program 'on_any' does not say where it attaches.", exception.Message);
    }

    [Fact]
    public void A_raw_tracepoint_that_is_not_there_is_an_error_that_names_it()
    {
        Kernel.Required();
        using var tracer = Tracepoints.Load();

        var exception = Assert.Throws<BpfException>(() => tracer.OnAny.Attach("nonsense"));

        Assert.Equal(("BPF_RAW_TRACEPOINT_OPEN", "ENOENT"), (exception.Command, exception.ErrnoName));
        Assert.Contains("The kernel has no raw tracepoint 'nonsense'.", exception.Message);
    }

    [Fact]
    public void An_object_attaches_all_whose_section_says_where_and_takes_them_off_with_itself()
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
        Poll.Until(() => KernelObjects.LinkIds().IsSubsetOf(links), "the links to go");
    }

    [Fact]
    public void An_object_is_attached_once_at_a_time()
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
    public void An_object_that_is_disposed_attaches_nothing()
    {
        Kernel.TraceFsRequired();
        var tracer = Tracepoints.Load();
        tracer.Dispose();

        Assert.Throws<ObjectDisposedException>(() => tracer.Attach());
        Assert.Throws<ObjectDisposedException>(() => tracer.OnRename.Attach());
    }

    [Fact]
    public void Attaching_that_fails_half_way_leaves_nothing_attached()
    {
        Kernel.Required();
        using var tracer = Nowhere.Load();
        var links = KernelObjects.LinkIds();
        var files = KernelObjects.OpenFilesAtRest();

        var exception = Assert.Throws<BpfException>(() => tracer.Attach());

        Assert.Contains("bpfgen_nowhere", exception.Message);
        Assert.Equal(files, KernelObjects.OpenFiles());
        Poll.Until(() => KernelObjects.LinkIds().IsSubsetOf(links), "the first link to go");
    }

    [Fact]
    public void A_program_on_a_raw_tracepoint_knows_its_cookie()
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
    public void A_pinned_link_stays_until_it_is_unpinned()
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
    public void What_is_pinned_must_be_a_link_to_be_opened_as_one()
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
    public void A_link_that_the_kernel_cannot_detach_says_which_can_be()
    {
        Kernel.Required();
        using var tracer = Tracepoints.Load();
        using var link = tracer.OnRename.Attach();

        var exception = Assert.Throws<BpfException>(link.Detach);

        Assert.Equal(("BPF_LINK_DETACH", "EOPNOTSUPP"), (exception.Command, exception.ErrnoName));
    }

    [Fact]
    public void Links_disposed_from_many_threads_end_once()
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
