using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace BpfGen.Kernel.Tests.Support;

/// <summary>Makes the events happen that the probes wait for.</summary>
internal static partial class Trigger
{
    /// <summary>A process group that the probes know and that does not exist.</summary>
    public const int WantedGroup = 0x7ffb9f6e;

    /// <summary>The C library, which has the functions that are called here.</summary>
    public static string LibraryPath { get; } = File.ReadLines("/proc/self/maps").Select(line => line.Split(' ')[^1]).First(path => path.EndsWith("/libc.so.6", StringComparison.Ordinal));

    public static ulong Process => (ulong)Environment.ProcessId;

    /// <summary>Asks for the group of a process.</summary>
    /// <returns>0, or the error number.</returns>
    public static int GetProcessGroup(int process) => GetPgid(process) < 0 ? Marshal.GetLastPInvokeError() : 0;

    public static int GetOwnGroup() => GetProcessGroup(Environment.ProcessId);

    /// <summary>Reads a few bytes of a file of the kernel.</summary>
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

    /// <summary>Sends a datagram to an address that nobody has.</summary>
    public static void SendTo(string address)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.SendTo("x"u8, new IPEndPoint(IPAddress.Parse(address), 9));
    }

    [LibraryImport("libc", EntryPoint = "getpgid", SetLastError = true)]
    private static partial int GetPgid(int process);
}
