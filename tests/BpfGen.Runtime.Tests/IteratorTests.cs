using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>Iterators: which kernel objects they visit, and the ways to read their output.</summary>
[Collection(KernelTests.Name)]
public sealed class IteratorTests
{
    private const string Pin = "/sys/fs/bpf/bpfgen-test-iterator";

    [Fact]
    public void ReadLines_returns_the_output_of_an_iterator_over_kernel_symbols()
    {
        Kernel.Required();
        using var lines = LoadSymbols();

        var symbols = lines.Symbols.ReadLines().ToHashSet();

        // Symbols of modules are left out, because modules come and go. Their lines have the module's name after a tab.
        var expected = File.ReadLines("/proc/kallsyms")
            .Where(line => !line.Contains('\t', StringComparison.Ordinal))
            .Select(line => line[17..])
            .ToList();
        Assert.Contains("T schedule", expected);
        Assert.Empty(expected.Except(symbols).Take(5));
    }

    [Fact]
    public void ReadLines_closes_its_file_if_a_loop_ends_early()
    {
        Kernel.Required();
        using var lines = LoadSymbols();
        var files = KernelObjects.OpenFilesAtRest();

        foreach (var line in lines.Symbols.ReadLines())
        {
            Assert.Equal(files + 1, KernelObjects.OpenFiles());
            Assert.Equal(' ', line[1]);
            break;
        }

        Assert.Equal(files, KernelObjects.OpenFiles());
    }

    [Fact]
    public void An_iterator_limited_to_one_thread_visits_only_that_thread()
    {
        Kernel.Required();
        using var iterators = Iterators.Load();
        using var started = new Barrier(2);
        using var done = new ManualResetEventSlim();
        var id = 0;
        var thread = new Thread(() =>
        {
            id = Trigger.ThreadId();
            started.SignalAndWait(TestContext.Current.CancellationToken);
            done.Wait(TestContext.Current.CancellationToken);
        });
        thread.Start();
        started.SignalAndWait(TestContext.Current.CancellationToken);

        var seen = Read(iterators.Tasks.OpenRead(new() { Tid = id }));
        done.Set();
        thread.Join();

        Assert.Equal([(Environment.ProcessId, id)], seen);
        Assert.NotEqual(Environment.ProcessId, id);
    }

    [Fact]
    public void An_iterator_limited_to_a_missing_thread_visits_nothing()
    {
        Kernel.Required();
        using var iterators = Iterators.Load();

        Assert.Empty(Read(iterators.Tasks.OpenRead(new() { Tid = int.MaxValue })));
    }

    [Fact]
    public void Attach_throws_ArgumentException_for_options_of_another_kind_of_iterator()
    {
        Kernel.Required();
        using var iterators = LoadWithCgroups();
        var tasks = iterators.Tasks;

        var map = Assert.Throws<ArgumentException>(() => tasks.ReadLines(new() { Map = iterators.Numbers }).ToList());
        Assert.Contains("Program 'tasks' is an iterator over 'task', which does not support IteratorOptions.Map.", map.Message);
        Assert.Contains("Iterators that support it: bpf_map_elem, bpf_sk_storage_map, sockmap.", map.Message);
        Assert.Throws<ArgumentException>(() => tasks.Attach(new() { CgroupOrder = CgroupOrder.SelfOnly }));
        Assert.Throws<ArgumentException>(() => tasks.Attach(new() { Cgroup = "/", CgroupOrder = CgroupOrder.SelfOnly }));
        Assert.Throws<ArgumentException>(() => tasks.Attach(new() { Pid = 1, Tid = 1 }));
        Assert.Throws<ArgumentException>(() => tasks.Attach(new() { Map = iterators.Numbers, Pid = 1 }));
        Assert.Throws<ArgumentException>(() => iterators.Maps.Attach(new() { Pid = 1 }));
        Assert.Throws<ArgumentException>(() => iterators.Cgroups.Attach(new() { Tid = 1 }));
        Assert.Throws<ArgumentException>(() => iterators.Cgroups.Attach(new() { Cgroup = "/sys/fs/cgroup" }));
    }

    [Fact]
    public void The_kernel_reports_the_kind_of_an_iterator_opened_by_its_id()
    {
        Kernel.Required();
        using var iterators = LoadWithCgroups();
        using var tasks = IteratorProgram.OpenById(iterators.Tasks.Id);
        using var cgroups = IteratorProgram.OpenById(iterators.Cgroups.Id);

        var map = Assert.Throws<ArgumentException>(() => tasks.Attach(new() { Map = iterators.Numbers }));
        Assert.Throws<ArgumentException>(() => cgroups.Attach(new() { Tid = 1 }));
        var seen = Read(tasks.OpenRead(new() { Pid = Environment.ProcessId }));

        Assert.Contains("is an iterator over 'task'", map.Message);
        Assert.All(seen, task => Assert.Equal(Environment.ProcessId, task.Process));
    }

    [Fact]
    public void An_iterator_over_cgroups_requires_an_order_and_starts_at_the_root()
    {
        Kernel.Required();
        using var iterators = LoadWithCgroups();

        Assert.False(iterators.Cgroups.HasHook);
        Assert.Contains("requires IteratorOptions.CgroupOrder", Assert.Throws<BpfException>(() => iterators.Cgroups.Attach()).Message);
        using var stream = iterators.Cgroups.OpenRead(new() { CgroupOrder = CgroupOrder.SelfOnly });
        Span<byte> level = stackalloc byte[8];
        Assert.Equal((4, 0), (stream.ReadAtLeast(level, 8, throwOnEndOfStream: false), MemoryMarshal.Read<int>(level)));
    }

    [Fact]
    public void An_iterator_over_cgroups_visits_a_parent_first_in_pre_order_and_last_in_post_order()
    {
        using var parent = new OwnCgroup();
        using var child = parent.CreateChild();
        using var iterators = LoadWithCgroups();

        var above = Levels(CgroupOrder.SelfOnly)[0];
        Assert.Equal([above, above + 1], Levels(CgroupOrder.DescendantsPreOrder));
        Assert.Equal([above + 1, above], Levels(CgroupOrder.DescendantsPostOrder));

        int[] Levels(CgroupOrder order)
        {
            using var memory = new MemoryStream();
            using var stream = iterators.Cgroups.OpenRead(new() { Cgroup = parent.Path, CgroupOrder = order });
            stream.CopyTo(memory);
            return MemoryMarshal.Cast<byte, int>(memory.ToArray()).ToArray();
        }
    }

    [Fact]
    public void Other_processes_read_a_pinned_iterator_as_a_file()
    {
        Kernel.BpfFileSystemRequired();
        File.Delete(Pin);
        using (var lines = LoadSymbols())
        using (var link = lines.Symbols.Attach())
        {
            link.Pin(Pin);
        }

        try
        {
            Assert.Contains("T schedule", File.ReadLines(Pin));
            using var reader = Process.Start(new ProcessStartInfo("cat", [Pin]) { RedirectStandardOutput = true })!;
            Assert.Contains("T schedule", reader.StandardOutput.ReadToEnd().Split('\n'));
        }
        finally
        {
            File.Delete(Pin);
        }
    }

    private static Lines LoadSymbols() => Lines.Load(new() { Programs = { Symbols = { AutoLoad = true } } });

    /// <summary>
    /// Loads the object with its iterator over cgroups, but without its iterators over map entries, because some hosts forbid these.
    /// </summary>
    private static Iterators LoadWithCgroups() => Iterators.Load(new() { Programs = { Cgroups = { AutoLoad = true } } });

    private static List<(int Process, int Thread)> Read(Stream stream)
    {
        using var memory = new MemoryStream();
        using (stream)
        {
            stream.CopyTo(memory);
        }

        return [.. MemoryMarshal.Cast<byte, (int Process, int Thread)>(memory.ToArray())];
    }
}
