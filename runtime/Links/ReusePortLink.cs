using System.Runtime.InteropServices;
using System.Threading;
using BpfGen.Interop;

namespace BpfGen;

/// <summary>A program's attachment to a group of sockets on one port. It ends with the last socket of the group at the latest.</summary>
public sealed class ReusePortLink : BpfLink
{
    private SafeHandle? _socket;

    internal ReusePortLink(SafeHandle socket) => _socket = socket;

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (Interlocked.Exchange(ref _socket, null) is { } socket)
        {
            SocketProgram.Detach(socket, SocketProgram.DetachReusePort);
        }
    }
}
