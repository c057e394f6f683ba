using System;
using System.IO;
using System.Runtime.InteropServices;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>Programs that are bound to the kernel by its types when they are loaded: they attach to what they were loaded for.</summary>
[Collection(KernelTests.Name)]
public sealed class BoundProgramTests
{
    [Fact]
    public void A_tracepoint_bound_by_its_types_counts_until_the_link_is_disposed()
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
    public void Attaching_an_object_leaves_out_what_was_not_loaded()
    {
        Kernel.Required();
        using var tracer = Hooks.Load(new() { Programs = { OnRename = { AutoLoad = true } } });

        using var links = tracer.Attach();

        Assert.Single(links);
    }

    [Fact]
    public void An_iterator_over_tasks_sees_this_process_and_one_over_its_own_sees_no_other()
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
    public void An_iterator_over_maps_sees_its_own()
    {
        Kernel.Required();
        using var iterators = Iterators.Load();
        using var link = iterators.Maps.Attach();

        // Each stream is a run of its own.
        Assert.Contains(iterators.Numbers.Id, Read<uint>(link.OpenRead()));
        Assert.Contains(iterators.Numbers.Id, Read<uint>(link.OpenRead()));
        Assert.Equal(LinkType.Iterator, link.Type);
    }

    /// <summary>In kernels where these may be loaded, they are loaded and attached by the test binary of the virtual machines.</summary>
    [Fact]
    public void Iterators_over_the_entries_of_a_map_are_nothing_to_attach_without_one()
    {
        Kernel.Required();
        using var iterators = Iterators.Load();

        Assert.Equal((true, true, false, false), (iterators.Tasks.HasHook, iterators.Maps.HasHook, iterators.Entries.HasHook, iterators.SocketsOfMap.HasHook));
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
