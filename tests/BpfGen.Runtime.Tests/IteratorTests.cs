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
        var expected = File.ReadLines("/proc/kallsyms").Where(line => !line.Contains('\t', StringComparison.Ordinal)).Select(line => line[17..]).ToList();
        Assert.Contains("T schedule", expected);
        Assert.Empty(expected.Except(symbols).Take(5));
    }

    [Fact]
    public void Leaving_ReadLines_early_closes_its_file()
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
