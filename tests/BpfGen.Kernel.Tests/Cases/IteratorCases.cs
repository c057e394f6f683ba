using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Runtime.InteropServices;
using BpfGen.Kernel.Tests.Support;

namespace BpfGen.Kernel.Tests.Cases;

/// <summary>Iterators: programs that the kernel runs once for each kernel object of a type.</summary>
internal static class IteratorCases
{
    public static IEnumerable<Case> All =>
    [
        new("iter/task", Tasks),
        new("iter/task of one process", OneProcess)
        {
            Need = Need.Linux(6, 1),
            Refusal = OneProcess,
            RefusedWith = "BPF_LINK_CREATE failed with E2BIG",
        },
        new("iter/bpf_map_elem", Entries),
        new("iter/bpf_map_elem has no options of other iterators", OptionsOfEntries),
        new("iter/sockmap", SocketsOfMap),
        new("iter/bpf_sk_storage_map", Storages),
        new("Attach() skips iterators of a map", WholeObject),
        new("iter/cgroup", Cgroups)
        {
            Need = Need.Linux(6, 1),
            Refusal = Cgroups,
            RefusedWith = "Its target is 'cgroup'. Neither the kernel",
        },
    ];

    private static void Tasks()
    {
        using var iterators = Iterators.Load();
        var tasks = Read<(int Process, int Thread)>(iterators.Tasks.OpenRead());
        Check.That(
            tasks.Any(task => task.Process == 1) && tasks.Any(task => task.Process == Environment.ProcessId),
            "the iterator visits process 1 and this process");
    }

    private static void OneProcess()
    {
        using var iterators = Iterators.Load();
        var tasks = Read<(int Process, int Thread)>(iterators.Tasks.OpenRead(new IteratorOptions { Pid = Environment.ProcessId }));
        Check.That(
            tasks.Length > 0 && tasks.All(task => task.Process == Environment.ProcessId),
            "the iterator visits only threads of this process");
    }

    private static void Entries()
    {
        using var iterators = Iterators.Load(
            new() { Programs = { Tasks = { AutoLoad = false }, Maps = { AutoLoad = false }, Entries = { AutoLoad = true } } });
        (iterators.Numbers[1], iterators.Numbers[2]) = (10, 20);
        var values = Read<ulong>(iterators.Entries.OpenRead(new IteratorOptions { Map = iterators.Numbers }));
        Check.Same("10, 20", string.Join(", ", values.Order()), "the values of the map");
    }

    private static void OptionsOfEntries()
    {
        using var iterators = Iterators.Load(
            new() { Programs = { Tasks = { AutoLoad = false }, Maps = { AutoLoad = false }, Entries = { AutoLoad = true } } });
        using var opened = IteratorProgram.OpenById(iterators.Entries.Id);
        foreach (var program in new[] { iterators.Entries, opened })
        {
            var refused = Check.Throws<ArgumentException>(() => program.Attach(new IteratorOptions { Tid = 1 }).Dispose());
            Check.Says("does not support IteratorOptions.Tid", refused);
            program.Attach(new IteratorOptions { Map = iterators.Numbers }).Dispose();
        }
    }

    private static void SocketsOfMap()
    {
        using var iterators = Iterators.Load(
            new() { Programs = { Tasks = { AutoLoad = false }, Maps = { AutoLoad = false }, SocketsOfMap = { AutoLoad = true } } });
        using var pair = new SocketPair();
        iterators.Sockets.Set(1, pair.Client);
        iterators.Sockets.Set(3, pair.Server);
        var places = Read<uint>(iterators.SocketsOfMap.OpenRead(new IteratorOptions { Map = iterators.Sockets }));
        Check.Same("1, 3", string.Join(", ", places), "the keys with sockets");
        Check.Says("requires the map", Check.Refused(() => iterators.SocketsOfMap.Attach().Dispose()));
    }

    private static void Storages()
    {
        using var lines = Lines.Load(new() { Programs = { Storages = { AutoLoad = true } } });
        using var pair = new SocketPair();
        lines.Marks.Update(pair.Client, 77);
        var port = ((IPEndPoint)pair.Client.LocalEndPoint!).Port;
        Check.Same(
            $"{port} 77", string.Join(", ", lines.Storages.ReadLines(new IteratorOptions { Map = lines.Marks })),
            "the sockets with a value");
    }

    private static void WholeObject()
    {
        using var iterators = Iterators.Load(new() { Programs = { Entries = { AutoLoad = true }, SocketsOfMap = { AutoLoad = true } } });
        using var links = iterators.Attach();
        var attached = links.Cast<KernelLink>().Select(link => link.Info.ProgramId);
        Check.Same($"{iterators.Tasks.Id}, {iterators.Maps.Id}", string.Join(", ", attached), "the attached programs");
    }

    /// <summary>The iterator writes the level of each cgroup. The cgroup of this process is a child of the root.</summary>
    private static void Cgroups()
    {
        using var iterators = Iterators.Load(
            new() { Programs = { Tasks = { AutoLoad = false }, Maps = { AutoLoad = false }, Cgroups = { AutoLoad = true } } });
        Check.Same("1", Levels(OwnCgroup.Path, CgroupOrder.SelfOnly), "the level of the cgroup");
        Check.Same("1, 0", Levels(OwnCgroup.Path, CgroupOrder.AncestorsUp), "the levels of the cgroup and its ancestors");
        Check.Same("0, 1", Levels("/sys/fs/cgroup", CgroupOrder.DescendantsPreOrder), "the levels of the root and its descendants");
        Check.Same("1, 0", Levels("/sys/fs/cgroup", CgroupOrder.DescendantsPostOrder), "the levels of the descendants and the root");

        string Levels(string cgroup, CgroupOrder order) =>
            string.Join(", ", Read<int>(iterators.Cgroups.OpenRead(new IteratorOptions { Cgroup = cgroup, CgroupOrder = order })));
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
