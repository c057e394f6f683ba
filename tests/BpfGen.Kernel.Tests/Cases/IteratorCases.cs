using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Runtime.InteropServices;
using BpfGen.Kernel.Tests.Support;

namespace BpfGen.Kernel.Tests.Cases;

/// <summary>Programs that the kernel runs for each of its objects of a kind.</summary>
internal static class IteratorCases
{
    public static IEnumerable<Case> All =>
    [
        new("iter/task", Tasks) { Need = Need.Linux(5, 17), Refusal = Tasks, RefusedWith = "It has CO-RE relocations" },
        new("iter/task of one process", OneProcess) { Need = Need.Linux(6, 1), Refusal = OneProcess, RefusedWith = "It has CO-RE relocations" },
        new("iter/bpf_map_elem", Entries),
        new("iter/sockmap", SocketsOfMap),
        new("iter/bpf_sk_storage_map", Storages) { Need = Need.Linux(5, 17), Refusal = Storages, RefusedWith = "It has CO-RE relocations" },
        new("attach() without what needs a map", WholeObject) { Need = Need.Linux(5, 17), Refusal = WholeObject, RefusedWith = "It has CO-RE relocations" },
        new("iter/cgroup", Cgroups) { Need = Need.Linux(6, 1), Refusal = Cgroups, RefusedWith = "Its target is 'cgroup'. Neither the kernel" },
    ];

    private static void Tasks()
    {
        using var iterators = Iterators.Load();
        var tasks = Read<(int Process, int Thread)>(iterators.Tasks.OpenRead());
        Check.That(tasks.Any(task => task.Process == 1) && tasks.Any(task => task.Process == Environment.ProcessId), "the first process and this one are seen");
    }

    private static void OneProcess()
    {
        using var iterators = Iterators.Load();
        var tasks = Read<(int Process, int Thread)>(iterators.Tasks.OpenRead(new IteratorOptions { Pid = Environment.ProcessId }));
        Check.That(tasks.Length > 0 && tasks.All(task => task.Process == Environment.ProcessId), "threads of this process are seen, and no others");
    }

    private static void Entries()
    {
        using var iterators = Iterators.Load(new() { Programs = { Tasks = { AutoLoad = false }, Maps = { AutoLoad = false }, Entries = { AutoLoad = true } } });
        (iterators.Numbers[1], iterators.Numbers[2]) = (10, 20);
        var values = Read<ulong>(iterators.Entries.OpenRead(new IteratorOptions { Map = iterators.Numbers }));
        Check.Same("10, 20", string.Join(", ", values.Order()), "the values");
    }

    private static void SocketsOfMap()
    {
        using var iterators = Iterators.Load(new() { Programs = { Tasks = { AutoLoad = false }, Maps = { AutoLoad = false }, SocketsOfMap = { AutoLoad = true } } });
        using var pair = new SocketPair();
        iterators.Sockets.Set(1, pair.Client);
        iterators.Sockets.Set(3, pair.Server);
        var places = Read<uint>(iterators.SocketsOfMap.OpenRead(new IteratorOptions { Map = iterators.Sockets }));
        Check.Same("1, 3", string.Join(", ", places), "where the map has sockets");
        Check.Says("has to be given the map", Check.Refused(() => iterators.SocketsOfMap.Attach().Dispose()));
    }

    private static void Storages()
    {
        using var lines = Lines.Load(new() { Programs = { Storages = { AutoLoad = true } } });
        using var pair = new SocketPair();
        lines.Marks.Update(pair.Client, 77);
        var port = ((IPEndPoint)pair.Client.LocalEndPoint!).Port;
        Check.Same($"{port} 77", string.Join(", ", lines.Storages.ReadLines(new IteratorOptions { Map = lines.Marks })), "the sockets that have a value");
    }

    private static void WholeObject()
    {
        using var iterators = Iterators.Load(new() { Programs = { Entries = { AutoLoad = true }, SocketsOfMap = { AutoLoad = true } } });
        using var links = iterators.Attach();
        var attached = links.Cast<KernelLink>().Select(link => link.Info.ProgramId);
        Check.Same($"{iterators.Tasks.Id}, {iterators.Maps.Id}", string.Join(", ", attached), "the programs that are attached");
    }

    /// <summary>Of each cgroup its level is written; this process is in one below the root of all.</summary>
    private static void Cgroups()
    {
        using var iterators = Iterators.Load(new() { Programs = { Tasks = { AutoLoad = false }, Maps = { AutoLoad = false }, Cgroups = { AutoLoad = true } } });
        Check.Same("1", Levels(OwnCgroup.Path, CgroupOrder.SelfOnly), "the level of the cgroup");
        Check.Same("1, 0", Levels(OwnCgroup.Path, CgroupOrder.AncestorsUp), "it and those above it");
        Check.Same("0, 1", Levels("/sys/fs/cgroup", CgroupOrder.DescendantsFirst), "the root and those below it");

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
