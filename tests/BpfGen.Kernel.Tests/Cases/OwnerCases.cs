using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using BpfGen.Kernel.Tests.Support;

namespace BpfGen.Kernel.Tests.Cases;

/// <summary>
/// Local storage maps for threads, cgroups, sockets and files; maps that contain cgroups and sockets; and stack trace maps.
/// </summary>
internal static class OwnerCases
{
    private const string ThreadName = "bpfgen-m";

    public static IEnumerable<Case> All =>
    [
        new("task storage", Threads)
        {
            Need = TaskStorage,
            Refusal = () => Load(needsTasks: true).Dispose(),
            RefusedWith = "which came with Linux 5.11",
        },
        new("cgroup storage", Cgroups) { Need = CgroupStorage, Refusal = LoadCgroups, RefusedWith = "which came with Linux 6.2" },
        new("socket storage", SocketValues),
        new("inode storage", Files),
        new("sockhash", Connections),
        new("stack trace map and cgroup array", Stacks),
    ];

    private static Need TaskStorage => Need.Linux(5, 11);

    private static Need CgroupStorage => Need.Linux(6, 2);

    private static void Threads()
    {
        using var owners = Load(needsTasks: true);
        using var link = owners.VisitThread.Attach();
        Trigger.RenameThread(ThreadName);

        // The process id is the id of the main thread, on which the cases run.
        Check.That(owners.Tasks.TryGetValue(Environment.ProcessId, out var visits), "the thread has a value");
        Check.Same((1ul, 2u), (visits.Count, visits.Last), "the value that the program wrote");
        Check.That(owners.Tasks.Remove(Environment.ProcessId), "the value can be removed");
    }

    private static void Cgroups()
    {
        using var owners = Load(needsTasks: true);
        using var link = owners.OnRename.Attach();
        owners.Cgroups.Update(OwnCgroup.Path, new() { Count = 10, Last = 20 });
        Trigger.RenameThread(ThreadName);
        Check.That(owners.Cgroups.TryGetValue(OwnCgroup.Path, out var visits), "the cgroup has a value");
        Check.Same((11ul, 22u), (visits.Count, visits.Last), "the value after the program changed it");
    }

    private static void LoadCgroups()
    {
        using var owners = Owners.Load(new()
        {
            Maps = { Tasks = { AutoCreate = TaskStorage.IsMet() } },
            Programs = { OnRename = { AutoLoad = false } },
        });
    }

    private static void SocketValues()
    {
        using var owners = Load();
        using var link = owners.OnConnect.Attach(OwnCgroup.Path);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        owners.Sockets.Update(socket, 100);
        socket.Connect(IPAddress.Loopback, 9);
        Check.That(owners.Sockets.TryGetValue(socket, out var value), "the socket has a value");
        Check.Same(105ul, value, "the value after the program changed it");
        Check.That(owners.Sockets.Remove(socket), "the value can be removed");
    }

    private static void Files()
    {
        using var owners = Load();
        var path = Path.GetTempFileName();
        using var first = File.OpenHandle(path);
        using var second = File.OpenHandle(path);
        owners.Files.Update(first, 7);
        Check.That(owners.Files.TryGetValue(second, out var value) && value == 7, "all handles of the file share one value");
        Check.That(owners.Files.Remove(first), "the value can be removed");
    }

    private static void Connections()
    {
        using var owners = Load();
        using var link = owners.OnEstablished.Attach(OwnCgroup.Path);
        using var pair = new SocketPair();
        Span<byte> expected = stackalloc byte[8];
        pair.Client.GetRawSocketOption(optionLevel: 1, optionName: 57, expected);
        Check.That(owners.Connections.TryGetCookie(7, out var cookie), "the program added the connection to the map");
        Check.Same(BitConverter.ToUInt64(expected), cookie, "the cookie of the socket");
        Check.That(owners.Connections.Remove(7), "the entry can be removed");
    }

    private static void Stacks()
    {
        using var owners = Load();
        owners.Places.Set(1, OwnCgroup.Path);
        using (owners.TakeStacks.Attach())
        {
            Trigger.RenameThread(ThreadName);
        }

        Check.Same(1, owners.Data.IsInside, "whether the program finds the thread in the cgroup");
        var addresses = new ulong[owners.Stacks.MaxDepth];
        Check.That(owners.Stacks.TryRead(owners.Data.KernelStack, addresses, out var depth), "the map has the kernel stack");
        var symbols = KernelSymbols.Load();
        Check.That(
            addresses.Take(depth).Any(address => symbols.Find(address).Function == "__set_task_comm"),
            "the kernel stack contains __set_task_comm");
        Check.That(owners.Stacks.TryRead(owners.Data.UserStack, addresses, out depth) && depth > 0, "the map has the user stack");
        Check.That(owners.Stacks.Remove(owners.Data.UserStack), "the stack can be removed");
    }

    private static Owners Load(bool needsTasks = false) => Owners.Load(new()
    {
        Maps = { Tasks = { AutoCreate = needsTasks || TaskStorage.IsMet() }, Cgroups = { AutoCreate = CgroupStorage.IsMet() } },
        Programs =
        {
            OnRename = { AutoLoad = CgroupStorage.IsMet() },
            VisitThread = { AutoLoad = TaskStorage.IsMet() },
            TakeStacks = { AutoLoad = true },
        },
    });
}
