using System.Runtime.InteropServices;
using BpfGen.Interop;

namespace BpfGen;

/// <summary>
/// A program's attachment to a reuseport group of sockets. The attachment ends when the link is disposed, or when the group's last socket
/// is closed.
/// </summary>
public sealed class ReusePortLink : SocketLink
{
    private static readonly SocketOption Option = new(
        "SO_ATTACH_REUSEPORT_EBPF",
        SocketProgram.ReusePort,
        SocketProgram.DetachReusePort,
        IfInvalid: "The socket lacks the option SO_REUSEPORT. Set it before you bind the socket.");

    internal ReusePortLink(ReusePortProgram program, SafeHandle socket, object source)
        : base(program, socket, Option, source)
    {
    }
}
