using System;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using BpfGen.Interop;

namespace BpfGen.Kernel.Tests.Support;

/// <summary>
/// An <c>AF_XDP</c> socket, to which XDP programs can redirect packets. The socket is bound to the first queue of a device. It provides no
/// buffers, so the kernel drops and counts each packet that reaches it.
/// </summary>
internal sealed unsafe partial class AfXdpSocket : IDisposable
{
    private const int Family = 44;
    private const int Level = 283;
    private const int ReceiveRing = 2;
    private const int Memory = 4;
    private const int FillRing = 5;
    private const int CompletionRing = 6;
    private const int Statistics = 7;
    private const ushort CopyMode = 1 << 1;
    private static readonly uint PageSize = (uint)Environment.SystemPageSize;
    private const int Pages = 4;
    private readonly void* _memory = NativeMemory.AlignedAlloc(PageSize * Pages, PageSize);

    public AfXdpSocket(string device)
    {
        Handle = new SafeSocketHandle(Libc.Socket(Family, type: 3, protocol: 0), ownsHandle: true);
        var memory = new MemoryDescription { Address = (ulong)_memory, Length = PageSize * Pages, ChunkSize = PageSize };
        Check.Same(0, SetOption(Handle, Level, Memory, &memory, (uint)sizeof(MemoryDescription)), "the result of setsockopt(XDP_UMEM_REG)");
        foreach (var ring in (int[])[FillRing, CompletionRing, ReceiveRing])
        {
            var entries = Pages;
            Check.Same(0, SetOption(Handle, Level, ring, &entries, sizeof(int)), "the result of setsockopt for a ring");
        }

        var address = new Address { Family = Family, Flags = CopyMode, Interface = Libc.InterfaceIndex(device) };
        Check.Same(0, Bind(Handle, &address, (uint)sizeof(Address)), "the result of bind");
    }

    public SafeSocketHandle Handle { get; }

    /// <summary>The number of packets that reached the socket.</summary>
    public ulong Dropped
    {
        get
        {
            var counts = stackalloc ulong[6];
            var size = 6u * sizeof(ulong);
            Check.Same(0, GetOption(Handle, Level, Statistics, counts, &size), "the result of getsockopt(XDP_STATISTICS)");
            return counts[0];
        }
    }

    public void Dispose()
    {
        Handle.Dispose();
        NativeMemory.AlignedFree(_memory);
    }

    [LibraryImport("libc", EntryPoint = "setsockopt")]
    private static partial int SetOption(SafeSocketHandle socket, int level, int option, void* value, uint size);

    [LibraryImport("libc", EntryPoint = "getsockopt")]
    private static partial int GetOption(SafeSocketHandle socket, int level, int option, void* value, uint* size);

    [LibraryImport("libc", EntryPoint = "bind")]
    private static partial int Bind(SafeSocketHandle socket, Address* address, uint size);

    [StructLayout(LayoutKind.Sequential)]
    private struct MemoryDescription
    {
        public ulong Address;
        public ulong Length;
        public uint ChunkSize;
        public uint Headroom;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Address
    {
        public ushort Family;
        public ushort Flags;
        public uint Interface;
        public uint Queue;
        public uint SharedMemory;
    }
}
