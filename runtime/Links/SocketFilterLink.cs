using System;
using System.Runtime.InteropServices;
using System.Threading;
using BpfGen.Interop;

namespace BpfGen;

/// <summary>A socket filter's attachment to a socket. It ends with the socket at the latest.</summary>
public sealed class SocketFilterLink : BpfLink
{
    private const int SocketLevel = 1;
    private const int DetachFilter = 27;
    private SafeHandle? _socket;

    internal SocketFilterLink(SafeHandle socket) => _socket = socket;

    /// <inheritdoc/>
    protected override unsafe void Dispose(bool disposing)
    {
        if (Interlocked.Exchange(ref _socket, null) is not { } socket)
        {
            return;
        }

        try
        {
            // Detaching fails only where nothing is attached any more.
            using var lease = new FileDescriptor.Lease(socket);
            var unused = 0;
            _ = Libc.SetSocketOption(lease.Number, SocketLevel, DetachFilter, &unused, sizeof(int));
        }
        catch (ObjectDisposedException)
        {
            // The socket is closed, and what was attached to it went with it.
        }
    }
}
