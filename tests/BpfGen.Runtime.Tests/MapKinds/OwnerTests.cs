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

/// <summary>Values that belong to threads, cgroups, files and sockets, and maps that hold cgroups and sockets.</summary>
[Collection(KernelTests.Name)]
public sealed class OwnerTests
{
    private const string ThreadName = "bpfgen-m";

    [Fact]
    public void A_program_and_user_space_share_a_value_of_a_thread()
    {
        Kernel.Required();
        using var owners = Owners.Load();
        using var link = owners.OnRename.Attach();
        using var self = ProcessDescriptor.Open(Environment.ProcessId, "test");

        // The first thread's own name, which is the process's.
        Assert.False(owners.Tasks.TryGetValue(Environment.ProcessId, out _));
        Assert.True(owners.Tasks.Update(Environment.ProcessId, new() { Count = 10, Last = 20 }));
        Assert.False(owners.Tasks.Update(Environment.ProcessId, default, UpdateMode.NoExist));
        Assert.True(owners.Tasks.TryGetValue(self, out var visits));
        Assert.Equal((10ul, 20u), (visits.Count, visits.Last));
        Assert.True(owners.Tasks.Remove(Environment.ProcessId));
        Assert.False(owners.Tasks.Remove(self));
    }

    [Fact]
    public void A_program_counts_the_visits_of_a_process_that_is_renamed()
    {
        Kernel.Required();
        using var owners = Owners.Load();
        using var link = owners.OnRename.Attach();
        using var sleeper = System.Diagnostics.Process.Start("sleep", "60");
        owners.Tasks.Update(sleeper.Id, new() { Count = 10, Last = 20 });

        // The value of the thread that renames is another one.
        Trigger.RenameThread(ThreadName);
        Assert.True(owners.Tasks.TryGetValue(sleeper.Id, out var untouched));
        Assert.Equal(10ul, untouched.Count);
        sleeper.Kill();
        sleeper.WaitForExit();

        Assert.Equal("ESRCH", Assert.Throws<BpfException>(() => owners.Tasks.TryGetValue(sleeper.Id, out _)).ErrnoName);
    }

    [Fact]
    public void A_program_and_user_space_share_a_value_of_a_cgroup()
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
    public void A_program_asks_whether_it_runs_in_a_cgroup_of_an_array()
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
    public void A_program_and_user_space_share_a_value_of_a_socket()
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
    public void A_file_has_one_value_whatever_it_is_opened_as()
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
    public void A_handle_that_is_no_such_owner_is_refused()
    {
        Kernel.Required();
        using var owners = Owners.Load();
        using var file = new SafeFileHandle(Interop.Libc.Open("/", 0), ownsHandle: true);

        Assert.ThrowsAny<BpfException>(() => owners.Tasks.Update(file, default));
        Assert.ThrowsAny<BpfException>(() => owners.Sockets.Update(file, default));
    }

    [Fact]
    public void A_connection_that_a_program_puts_under_a_key_is_known_by_its_cookie()
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
