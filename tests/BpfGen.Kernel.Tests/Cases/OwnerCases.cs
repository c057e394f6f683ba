using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using BpfGen.Kernel.Tests.Support;

namespace BpfGen.Kernel.Tests.Cases;

/// <summary>Values of threads, cgroups, sockets and files, maps of cgroups and sockets, and stacks.</summary>
internal static class OwnerCases
{
    private const string ThreadName = "bpfgen-m";

    public static IEnumerable<Case> All =>
    [
        new("values of threads", Threads) { Need = TaskStorage, Refusal = () => Load(needsTasks: true).Dispose(), RefusedWith = "which came with Linux 5.11" },
        new("values of cgroups", Cgroups) { Need = CgroupStorage, Refusal = LoadCgroups, RefusedWith = "which came with Linux 6.2" },
        new("values of sockets", SocketValues),
        new("values of files", Files),
        new("sockets by keys", Connections),
        new("stacks, and an array of cgroups", Stacks),
    ];

    private static Need TaskStorage => Need.Linux(5, 11);

    private static Need CgroupStorage => Need.Linux(6, 2);

    private static void Threads()
    {
        using var owners = Load(needsTasks: true);
        using var link = owners.VisitThread.Attach();
        Trigger.RenameThread(ThreadName);

        // The cases run on the process's first thread, which has its number.
        Check.That(owners.Tasks.TryGetValue(Environment.ProcessId, out var visits), "the thread has a value");
        Check.Same((1ul, 2u), (visits.Count, visits.Last), "what the program wrote");
        Check.That(owners.Tasks.Remove(Environment.ProcessId), "it is removed");
    }

    private static void Cgroups()
    {
        using var owners = Load(needsTasks: true);
        using var link = owners.OnRename.Attach();
        owners.Cgroups.Update(OwnCgroup.Path, new() { Count = 10, Last = 20 });
        Trigger.RenameThread(ThreadName);
        Check.That(owners.Cgroups.TryGetValue(OwnCgroup.Path, out var visits), "the cgroup has a value");
        Check.Same((11ul, 22u), (visits.Count, visits.Last), "what became of it");
    }

    private static void LoadCgroups()
    {
        using var owners = Owners.Load(new()
        {
            Maps = { Tasks = { AutoCreate = TaskStorage.IsThere() } },
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
        Check.Same(105ul, value, "what became of it");
        Check.That(owners.Sockets.Remove(socket), "it is removed");
    }

    private static void Files()
    {
        using var owners = Load();
        var path = Path.GetTempFileName();
        using var first = File.OpenHandle(path);
        using var second = File.OpenHandle(path);
        owners.Files.Update(first, 7);
        Check.That(owners.Files.TryGetValue(second, out var value) && value == 7, "the file has one value, whatever it is opened as");
        Check.That(owners.Files.Remove(first), "it is removed");
    }

    private static void Connections()
    {
        using var owners = Load();
        using var link = owners.OnEstablished.Attach(OwnCgroup.Path);
        using var pair = new SocketPair();
        Span<byte> expected = stackalloc byte[8];
        pair.Client.GetRawSocketOption(optionLevel: 1, optionName: 57, expected);
        Check.That(owners.Connections.TryGetCookie(7, out var cookie), "the program put the connection under its key");
        Check.Same(BitConverter.ToUInt64(expected), cookie, "the socket's cookie");
        Check.That(owners.Connections.Remove(7), "it is removed");
    }

    private static void Stacks()
    {
        using var owners = Load();
        owners.Places.Set(1, OwnCgroup.Path);
        using (owners.TakeStacks.Attach())
        {
            Trigger.RenameThread(ThreadName);
        }

        Check.Same(1, owners.Data.IsInside, "whether the thread is in the cgroup");
        var addresses = new ulong[owners.Stacks.MaxDepth];
        Check.That(owners.Stacks.TryRead(owners.Data.KernelStack, addresses, out var depth), "there is a stack of the kernel");
        var symbols = KernelSymbols.Load();
        Check.That(addresses.Take(depth).Any(address => symbols.Find(address).Function == "__set_task_comm"), "the function that renames is on it");
        Check.That(owners.Stacks.TryRead(owners.Data.UserStack, addresses, out depth) && depth > 0, "there is a stack of the process");
        Check.That(owners.Stacks.Remove(owners.Data.UserStack), "it is removed");
    }

    private static Owners Load(bool needsTasks = false) => Owners.Load(new()
    {
        Maps = { Tasks = { AutoCreate = needsTasks || TaskStorage.IsThere() }, Cgroups = { AutoCreate = CgroupStorage.IsThere() } },
        Programs =
        {
            OnRename = { AutoLoad = CgroupStorage.IsThere() },
            VisitThread = { AutoLoad = TaskStorage.IsThere() },
            TakeStacks = { AutoLoad = true },
        },
    });
}
