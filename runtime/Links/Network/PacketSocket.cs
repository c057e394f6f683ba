using System;
using System.Runtime.InteropServices;
using BpfGen.Errors;
using BpfGen.Interop;

namespace BpfGen;

/// <summary>
/// A raw socket that sees every packet of a network interface (<c>AF_PACKET</c>): what a socket filter is attached to in order to watch an
/// interface. On the loopback interface each packet is seen twice, as it leaves and as it arrives.
/// </summary>
public sealed class PacketSocket : IDisposable
{
    private const int AddressFamilyPacket = 17;
    private const int Raw = 3;
    private const int CloseOnExec = 0x80000;
    private const int NonBlocking = 0x800;
    private const ushort AllProtocols = 3;
    private const int AddressSize = 20;

    private readonly FileDescriptor _descriptor;

    private PacketSocket(FileDescriptor descriptor, string interfaceName, int interfaceIndex)
    {
        _descriptor = descriptor;
        InterfaceName = interfaceName;
        InterfaceIndex = interfaceIndex;
    }

    /// <summary>The interface's name.</summary>
    public string InterfaceName { get; }

    /// <summary>The interface's index.</summary>
    public int InterfaceIndex { get; }

    /// <summary>The socket's file descriptor.</summary>
    public SafeHandle Handle => _descriptor;

    /// <summary>Opens a socket on an interface. It does not block, and is not inherited by child processes.</summary>
    /// <param name="interfaceName">The interface: <c>lo</c>, <c>eth0</c>.</param>
    /// <exception cref="ArgumentException">There is no such interface.</exception>
    /// <exception cref="BpfException">The kernel refuses; <c>EPERM</c> without <c>CAP_NET_RAW</c>.</exception>
    /// <exception cref="PlatformNotSupportedException">This is not Linux.</exception>
    public static PacketSocket Open(string interfaceName)
    {
        ArgumentException.ThrowIfNullOrEmpty(interfaceName);
        if (!OperatingSystem.IsLinux())
        {
            throw new PlatformNotSupportedException("Packet sockets exist on Linux only.");
        }

        var index = NetDevice.FromName(interfaceName).Find();
        var protocol = NetlinkMessage.NetworkOrder(AllProtocols);
        var fd = Libc.Socket(AddressFamilyPacket, Raw | CloseOnExec | NonBlocking, protocol);
        if (fd < 0)
        {
            throw Failure("socket", interfaceName);
        }

        var descriptor = new FileDescriptor(fd);
        if (Bind(fd, protocol, index) < 0)
        {
            var failure = Failure("bind", interfaceName);
            descriptor.Dispose();
            throw failure;
        }

        return new PacketSocket(descriptor, interfaceName, index);
    }

    /// <summary>Closes the socket, and takes what is attached to it off.</summary>
    public void Dispose() => _descriptor.Dispose();

    /// <summary>Binds to <c>struct sockaddr_ll</c>: family, protocol, interface.</summary>
    private static unsafe int Bind(int fd, ushort protocol, int index)
    {
        var address = stackalloc byte[AddressSize];
        new Span<byte>(address, AddressSize).Clear();
        *(ushort*)address = AddressFamilyPacket;
        *(ushort*)(address + 2) = protocol;
        *(int*)(address + 4) = index;
        return Libc.Bind(fd, address, AddressSize);
    }

    private static BpfException Failure(string call, string interfaceName)
    {
        var errno = Errno.Last;
        return new BpfException(call, errno, $"a packet socket on '{interfaceName}'", Hints.ForCapability(errno, Capability.NetRaw));
    }
}
