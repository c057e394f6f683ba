using System;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>
/// A program that selects a socket for an incoming connection or datagram when several sockets share an address and port
/// (<c>SO_REUSEPORT</c>). Its section is <c>SEC("sk_reuseport")</c>, its type <c>BPF_PROG_TYPE_SK_REUSEPORT</c>. Since Linux 4.19.
/// </summary>
public sealed class ReusePortProgram : BpfProgram, IProgramHandle<ReusePortProgram>
{
    private ReusePortProgram(LoadedProgram program)
        : base(program)
    {
    }

    /// <summary>Attaches the program to a socket's reuseport group.</summary>
    /// <param name="socket">
    /// A socket with the option <c>SO_REUSEPORT</c>. The socket need not be bound yet. Sockets that later bind to the same address join its
    /// group.
    /// </param>
    /// <returns>The link; disposing it detaches the program from the group.</returns>
    /// <exception cref="ArgumentNullException">The socket is null.</exception>
    /// <exception cref="InvalidOperationException">The program was not loaded.</exception>
    /// <exception cref="BpfException">
    /// The kernel rejected the attachment (<c>setsockopt(SO_ATTACH_REUSEPORT_EBPF)</c>): <c>EINVAL</c> if the socket lacks
    /// <c>SO_REUSEPORT</c>.
    /// </exception>
    public ReusePortLink Attach(Socket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        return Links.Add(new ReusePortLink(this, socket.SafeHandle, socket));
    }

    /// <summary>Attaches the program to a socket's reuseport group.</summary>
    /// <param name="socket">The file descriptor of a socket with the option <c>SO_REUSEPORT</c>.</param>
    /// <returns>The link; disposing it detaches the program from the group.</returns>
    /// <exception cref="ArgumentNullException">The file descriptor is null.</exception>
    /// <exception cref="InvalidOperationException">The program was not loaded.</exception>
    /// <exception cref="BpfException">
    /// The kernel rejected the attachment (<c>setsockopt(SO_ATTACH_REUSEPORT_EBPF)</c>): <c>EINVAL</c> if the socket lacks
    /// <c>SO_REUSEPORT</c>.
    /// </exception>
    public ReusePortLink Attach(SafeHandle socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        return Links.Add(new ReusePortLink(this, socket, socket));
    }

    static ReusePortProgram IProgramHandle<ReusePortProgram>.Create(LoadedProgram program) => new(program);

    static bool IProgramHandle<ReusePortProgram>.Takes(ProgramType type) => type == ProgramType.SkReusePort;
}
