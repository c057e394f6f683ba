using System.Runtime.InteropServices;
using System.Threading;
using BpfGen.Interop;

namespace BpfGen;

/// <summary>A socket filter's attachment to a socket. It ends with the socket at the latest.</summary>
public sealed class SocketFilterLink : BpfLink
{
    private SafeHandle? _socket;

    internal SocketFilterLink(SafeHandle socket) => _socket = socket;

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (Interlocked.Exchange(ref _socket, null) is { } socket)
        {
            SocketProgram.Detach(socket, SocketProgram.DetachFilter);
        }
    }
}
