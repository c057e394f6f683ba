using System;
using System.IO;
using System.Net;
using System.Net.Sockets;
using BpfGen.Interop;
using BpfGen.Maps;
using BpfGen.Runtime.Tests.Support;
using Microsoft.Win32.SafeHandles;
using Xunit;

namespace BpfGen.Runtime.Tests.MapKinds;

/// <summary>Local storage maps for threads, cgroups, inodes and sockets, and maps that contain cgroups and sockets.</summary>
[Collection(KernelTests.Name)]
public sealed class LocalStorageTests
{
    private const string ThreadName = "bpfgen-m";

    [Fact]
    public void User_space_sets_reads_and_removes_task_storage()
    {
        Kernel.Required();
        using var owners = Owners.Load();
        using var link = owners.OnRename.Attach();
        using var self = ProcessDescriptor.Open(Environment.ProcessId, "test");

        // A process id selects the value of the main thread, which has no value yet.
        Assert.False(owners.Tasks.TryGetValue(Environment.ProcessId, out _));
        Assert.True(owners.Tasks.Update(Environment.ProcessId, new() { Count = 10, Last = 20 }));
        Assert.False(owners.Tasks.Update(Environment.ProcessId, default, UpdateMode.NoExist));
        Assert.True(owners.Tasks.TryGetValue(self, out var visits));
        Assert.Equal((10ul, 20u), (visits.Count, visits.Last));
        Assert.True(owners.Tasks.Remove(Environment.ProcessId));
        Assert.False(owners.Tasks.Remove(self));
    }

    [Fact]
    public void Task_storage_belongs_to_one_thread_and_is_removed_with_that_thread()
    {
        Kernel.Required();
        using var owners = Owners.Load();
        using var link = owners.OnRename.Attach();
        using var sleeper = System.Diagnostics.Process.Start("sleep", "60");
        owners.Tasks.Update(sleeper.Id, new() { Count = 10, Last = 20 });

        // The program changes the value of the thread that is renamed, and not the value of the sleeping thread.
        Trigger.RenameThread(ThreadName);
        Assert.True(owners.Tasks.TryGetValue(sleeper.Id, out var untouched));
        Assert.Equal(10ul, untouched.Count);
        sleeper.Kill();
        sleeper.WaitForExit();

        Assert.Equal("ESRCH", Assert.Throws<BpfException>(() => owners.Tasks.TryGetValue(sleeper.Id, out _)).ErrnoName);
    }

    [Fact]
    public void A_program_and_user_space_share_cgroup_storage()
    {
        using var cgroup = new OwnCgroup();
        using var owners = Owners.Load();
        using var link = owners.OnRename.Attach();
        owners.Cgroups.Update(cgroup.Path, new() { Count = 10, Last = 20 });

        Trigger.RenameThread(ThreadName);

        Assert.True(owners.Cgroups.TryGetValue(cgroup.Path, out var visits));
        Assert.Equal((11ul, 22u), (visits.Count, visits.Last));
        Assert.True(owners.Cgroups.Remove(cgroup.Path));
        Assert.False(owners.Cgroups.Remove(cgroup.Path));
    }

    [Fact]
    public void A_program_detects_that_it_runs_in_a_cgroup_of_a_cgroup_array()
    {
        using var cgroup = new OwnCgroup();
        using var owners = Owners.Load();
        using var link = owners.OnRename.Attach();

        owners.Places.Set(1, cgroup.Path);
        Trigger.RenameThread(ThreadName);

        Assert.Equal(1, owners.Data.IsInside);
        Assert.True(owners.Places.Remove(1));
        Assert.False(owners.Places.Remove(1));
        Assert.Equal("E2BIG", Assert.Throws<BpfException>(() => owners.Places.Set(2, cgroup.Path)).ErrnoName);
        Assert.Equal("ENOENT", Assert.Throws<BpfException>(() => owners.Places.Set(0, "/no/such/folder")).ErrnoName);
    }

    [Fact]
    public void A_program_and_user_space_share_socket_storage()
    {
        using var cgroup = new OwnCgroup();
        using var owners = Owners.Load();
        using var link = owners.OnConnect.Attach(cgroup.Path);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        Assert.True(owners.Sockets.Update(socket, 100));

        socket.Connect(IPAddress.Loopback, 9);

        Assert.True(owners.Sockets.TryGetValue(socket, out var value));
        Assert.Equal(105ul, value);
        Assert.True(owners.Sockets.Remove(socket));
        Assert.False(owners.Sockets.TryGetValue(socket, out _));
    }

    [Fact]
    public void Inode_storage_has_one_value_for_all_descriptors_of_a_file()
    {
        Kernel.Required();
        using var owners = Owners.Load();
        var path = Path.GetTempFileName();
        using var first = File.OpenHandle(path);
        using var second = File.OpenHandle(path);
        File.Delete(path);

        Assert.True(owners.Files.Update(first, 7));

        Assert.True(owners.Files.TryGetValue(second, out var value));
        Assert.Equal(7ul, value);
        Assert.True(owners.Files.Remove(second));
        Assert.False(owners.Files.TryGetValue(first, out _));
    }

    [Fact]
    public void Task_and_socket_storage_reject_the_descriptor_of_a_directory()
    {
        Kernel.Required();
        using var owners = Owners.Load();
        using var file = new SafeFileHandle(Interop.Libc.Open("/", 0), ownsHandle: true);

        Assert.ThrowsAny<BpfException>(() => owners.Tasks.Update(file, default));
        Assert.ThrowsAny<BpfException>(() => owners.Sockets.Update(file, default));
    }

    [Fact]
    public void TryGetCookie_returns_the_cookie_of_a_connection_that_a_program_stored()
    {
        using var cgroup = new OwnCgroup();
        using var owners = Owners.Load();
        using var link = owners.OnEstablished.Attach(cgroup.Path);
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

        client.Connect(listener.LocalEndPoint!);

        Span<byte> expected = stackalloc byte[8];
        client.GetRawSocketOption(optionLevel: 1, optionName: 57, expected);
        Assert.True(owners.Connections.TryGetCookie(7, out var cookie));
        Assert.Equal(BitConverter.ToUInt64(expected), cookie);
        Assert.True(owners.Connections.Set(8, listener, UpdateMode.NoExist));
        Assert.False(owners.Connections.Set(8, listener, UpdateMode.NoExist));
        Assert.True(owners.Connections.Remove(7));
        Assert.False(owners.Connections.Remove(7));
    }
}
