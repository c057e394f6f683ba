using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace BpfGen.Kernel.Tests.Support;

/// <summary>Triggers the events that the probes trace.</summary>
internal static partial class Trigger
{
    /// <summary>The argument of <c>getpgid</c> that the probes look for. No process has this id.</summary>
    public const int WantedGroup = 0x7ffb9f6e;

    /// <summary>The path of the C library, which contains the functions that this class calls.</summary>
    public static string LibraryPath { get; } = File.ReadLines("/proc/self/maps")
        .Select(line => line.Split(' ')[^1])
        .First(path => path.EndsWith("/libc.so.6", StringComparison.Ordinal));

    public static ulong Process => (ulong)Environment.ProcessId;

    /// <summary>Calls <c>getpgid</c> for a process.</summary>
    /// <returns>0, or the error number.</returns>
    public static int GetProcessGroup(int process) => GetPgid(process) < 0 ? Marshal.GetLastPInvokeError() : 0;

    public static int GetOwnGroup() => GetProcessGroup(Environment.ProcessId);

    /// <summary>Reads 16 bytes of a file in <c>/proc</c>.</summary>
    public static void Read()
    {
        using var file = File.OpenHandle("/proc/self/status");
        RandomAccess.Read(file, new byte[16], 0);
    }

    public static void RenameThread(string name) => File.WriteAllText("/proc/thread-self/comm", name);

    /// <summary>Sends a datagram over the loopback interface.</summary>
    public static void Send()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        socket.SendTo("x"u8, socket.LocalEndPoint!);
    }

    /// <summary>Sends a datagram to an address that no host has.</summary>
    public static void SendTo(string address)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.SendTo("x"u8, new IPEndPoint(IPAddress.Parse(address), 9));
    }

    public static int GetParent() => GetPpid();

    [LibraryImport("libc", EntryPoint = "getppid")]
    private static partial int GetPpid();

    [LibraryImport("libc", EntryPoint = "getpgid", SetLastError = true)]
    private static partial int GetPgid(int process);
}
