using System.Runtime.InteropServices;
using BpfGen.Interop;

namespace BpfGen;

/// <summary>A program's attachment to a group of sockets on one port. It ends with the last socket of the group at the latest.</summary>
public sealed class ReusePortLink : SocketLink
{
    private static readonly SocketOption Option = new(
        "SO_ATTACH_REUSEPORT_EBPF",
        SocketProgram.ReusePort,
        SocketProgram.DetachReusePort,
        IfInvalid: "The socket lacks the option SO_REUSEPORT, which has to be set before it is bound.");

    internal ReusePortLink(ReusePortProgram program, SafeHandle socket)
        : base(program, socket, Option)
    {
    }
}
