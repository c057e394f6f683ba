using System;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>
/// A socket filter (<c>SEC("socket")</c>, <c>BPF_PROG_TYPE_SOCKET_FILTER</c>). It sees every packet that a socket is about to receive.
/// Its return value is the number of bytes that the socket gets; 0 drops the packet.
/// </summary>
public sealed class SocketFilterProgram : BpfProgram, IProgramHandle<SocketFilterProgram>
{
    private SocketFilterProgram(LoadedProgram program)
        : base(program)
    {
    }

    /// <summary>Attaches the program to a raw packet socket.</summary>
    /// <param name="socket">The socket.</param>
    /// <returns>The link. The program stays attached until you dispose the link, the program or its object.</returns>
    /// <exception cref="ArgumentNullException">The socket is null.</exception>
    /// <exception cref="InvalidOperationException">The program was not loaded.</exception>
    /// <exception cref="BpfException">The kernel rejected the attachment (<c>setsockopt(SO_ATTACH_BPF)</c>).</exception>
    public SocketFilterLink Attach(PacketSocket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        return Links.Add(new SocketFilterLink(this, socket.Handle, socket));
    }

    /// <summary>Attaches the program to a socket.</summary>
    /// <param name="socket">The socket.</param>
    /// <returns>The link. The program stays attached until you dispose the link, the program or its object.</returns>
    /// <exception cref="ArgumentNullException">The socket is null.</exception>
    /// <exception cref="InvalidOperationException">The program was not loaded.</exception>
    /// <exception cref="BpfException">The kernel rejected the attachment (<c>setsockopt(SO_ATTACH_BPF)</c>).</exception>
    public SocketFilterLink Attach(Socket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        return Links.Add(new SocketFilterLink(this, socket.SafeHandle, socket));
    }

    /// <summary>Attaches the program to a socket.</summary>
    /// <param name="socket">The socket's file descriptor.</param>
    /// <returns>The link. The program stays attached until you dispose the link, the program or its object.</returns>
    /// <exception cref="ArgumentNullException">The file descriptor is null.</exception>
    /// <exception cref="InvalidOperationException">The program was not loaded.</exception>
    /// <exception cref="BpfException">The kernel rejected the attachment (<c>setsockopt(SO_ATTACH_BPF)</c>).</exception>
    public SocketFilterLink Attach(SafeHandle socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        return Links.Add(new SocketFilterLink(this, socket, socket));
    }

    static SocketFilterProgram IProgramHandle<SocketFilterProgram>.Create(LoadedProgram program) => new(program);

    static bool IProgramHandle<SocketFilterProgram>.Takes(ProgramType type) => type == ProgramType.SocketFilter;
}
