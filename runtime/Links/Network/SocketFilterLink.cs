using System.Runtime.InteropServices;
using BpfGen.Interop;

namespace BpfGen;

/// <summary>
/// A socket filter's attachment to a socket. The attachment ends when the link is disposed, or when the socket is closed. The link keeps a
/// reference to the socket, so that the garbage collector does not close the socket.
/// </summary>
public sealed class SocketFilterLink : SocketLink
{
    private static readonly SocketOption Option = new("SO_ATTACH_BPF", SocketProgram.Filter, SocketProgram.DetachFilter);

    internal SocketFilterLink(SocketFilterProgram program, SafeHandle socket, object source)
        : base(program, socket, Option, source)
    {
    }
}
