using System;
using System.IO;
using System.Runtime.InteropServices;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>
/// Programs that are loaded with the BTF id of their target (tp_btf, iterators). Such a program can attach only to this target.
/// </summary>
[Collection(KernelTests.Name)]
public sealed class BoundProgramTests
{
    [Fact]
    public void A_BTF_tracepoint_program_runs_until_its_link_is_disposed()
    {
        Kernel.Required();
        using var tracer = Hooks.Load(new() { Programs = { OnRename = { AutoLoad = true } } });
        tracer.Bss.Process = (ulong)Environment.ProcessId;

        using (var link = tracer.OnRename.Attach())
        {
            Assert.Equal(LinkType.RawTracepoint, link.Type);
            Trigger.RenameThread("bpfgen-test");
        }

        var renames = tracer.Bss.Renames;
        Trigger.RenameThread("bpfgen-test");
        Assert.NotEqual(0ul, renames);
        Assert.Equal(renames, tracer.Bss.Renames);
    }

    [Fact]
    public void Attach_of_an_object_skips_programs_that_are_not_loaded()
    {
        Kernel.Required();
        using var tracer = Hooks.Load(new() { Programs = { OnRename = { AutoLoad = true } } });

        using var links = tracer.Attach();

        Assert.Single(links);
    }

    [Fact]
    public void A_task_iterator_visits_all_processes_or_only_the_process_in_its_options()
    {
        Kernel.Required();
        using var iterators = Iterators.Load();

        var all = Read<(int Process, int Thread)>(iterators.Tasks.OpenRead());
        var own = Read<(int Process, int Thread)>(iterators.Tasks.OpenRead(new IteratorOptions { Pid = Environment.ProcessId }));

        Assert.Contains((Environment.ProcessId, Environment.ProcessId), all);
        Assert.Contains((Environment.ProcessId, Environment.ProcessId), own);
        Assert.All(own, task => Assert.Equal(Environment.ProcessId, task.Process));
    }

    [Fact]
    public void A_map_iterator_visits_the_maps_of_its_object()
    {
        Kernel.Required();
        using var iterators = Iterators.Load();
        using var link = iterators.Maps.Attach();

        // Each stream starts a new run of the iterator.
        Assert.Contains(iterators.Numbers.Id, Read<uint>(link.OpenRead()));
        Assert.Contains(iterators.Numbers.Id, Read<uint>(link.OpenRead()));
        Assert.Equal(LinkType.Iterator, link.Type);
    }

    /// <summary>
    /// Checks only HasHook, because some hosts forbid iterators over map entries. The tests in virtual machines attach such iterators.
    /// </summary>
    [Fact]
    public void HasHook_is_false_for_iterators_that_require_a_map()
    {
        Kernel.Required();
        using var iterators = Iterators.Load();

        Assert.Equal(
            (true, true, false, false),
            (iterators.Tasks.HasHook, iterators.Maps.HasHook, iterators.Entries.HasHook, iterators.SocketsOfMap.HasHook));
    }

    private static T[] Read<T>(Stream stream)
        where T : unmanaged
    {
        using var memory = new MemoryStream();
        using (stream)
        {
            stream.CopyTo(memory);
        }

        return MemoryMarshal.Cast<byte, T>(memory.ToArray()).ToArray();
    }
}
