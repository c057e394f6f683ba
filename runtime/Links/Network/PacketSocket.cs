using System;
using System.Runtime.InteropServices;
using BpfGen.Errors;
using BpfGen.Interop;

namespace BpfGen;

/// <summary>
/// A raw socket that receives every packet of a network interface (<c>AF_PACKET</c>). To watch the interface, attach a
/// <see cref="SocketFilterProgram"/> to the socket; the link then keeps the socket open. On the loopback interface, the socket receives
/// each packet twice: as sent and as received.
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
        _descriptor.Subject = $"the packet socket on '{interfaceName}'";
        InterfaceName = interfaceName;
        InterfaceIndex = interfaceIndex;
    }

    /// <summary>The interface's name.</summary>
    public string InterfaceName { get; }

    /// <summary>The interface's index.</summary>
    public int InterfaceIndex { get; }

    /// <summary>The socket's file descriptor. The socket owns it: do not dispose it.</summary>
    public SafeHandle Handle => _descriptor;

    /// <summary>Opens a socket on an interface. The socket is non-blocking, and child processes do not inherit it.</summary>
    /// <param name="interfaceName">The interface's name, such as <c>lo</c> or <c>eth0</c>.</param>
    /// <exception cref="ArgumentException">The name is null or empty.</exception>
    /// <exception cref="BpfException">
    /// The interface does not exist (<c>ENODEV</c>), or the kernel rejected the socket: <c>EPERM</c> without <c>CAP_NET_RAW</c>.
    /// </exception>
    /// <exception cref="PlatformNotSupportedException">The operating system is not Linux.</exception>
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

    /// <summary>Closes the socket. This detaches its program.</summary>
    public void Dispose() => _descriptor.Dispose();

    /// <summary>Binds the socket to an interface. The address is a <c>struct sockaddr_ll</c>: family, protocol, interface index.</summary>
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
