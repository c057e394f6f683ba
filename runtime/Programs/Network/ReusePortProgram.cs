using System;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>
/// A program that chooses which socket of several on one address and port (<c>SO_REUSEPORT</c>) gets a connection or datagram
/// (<c>BPF_PROG_TYPE_SK_REUSEPORT</c>).
/// </summary>
public sealed class ReusePortProgram : BpfProgram, IProgramHandle<ReusePortProgram>
{
    private ReusePortProgram(LoadedProgram program)
        : base(program)
    {
    }

    /// <summary>Attaches the program to the group of sockets that one belongs to.</summary>
    /// <param name="socket">The socket. It has the option <c>SO_REUSEPORT</c>; bound or not, all that bind to its address later are of its group.</param>
    /// <returns>The link; disposing it takes the program off the group.</returns>
    /// <exception cref="BpfException">The kernel refuses (<c>setsockopt(SO_ATTACH_REUSEPORT_EBPF)</c>): <c>EINVAL</c> where the socket lacks <c>SO_REUSEPORT</c>.</exception>
    public ReusePortLink Attach(Socket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        return Attach(socket.SafeHandle);
    }

    /// <summary>Attaches the program to the group of sockets that one belongs to.</summary>
    /// <param name="socket">The socket's file descriptor. It has the option <c>SO_REUSEPORT</c>.</param>
    /// <returns>The link; disposing it takes the program off the group.</returns>
    /// <exception cref="BpfException">The kernel refuses (<c>setsockopt(SO_ATTACH_REUSEPORT_EBPF)</c>): <c>EINVAL</c> where the socket lacks <c>SO_REUSEPORT</c>.</exception>
    public ReusePortLink Attach(SafeHandle socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        return new ReusePortLink(this, socket);
    }

    static ReusePortProgram IProgramHandle<ReusePortProgram>.Create(LoadedProgram program) => new(program);

    static bool IProgramHandle<ReusePortProgram>.Takes(ProgramType type) => type == ProgramType.SkReusePort;
}
