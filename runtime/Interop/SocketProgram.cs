using System;
using System.Runtime.InteropServices;

namespace BpfGen.Interop;

/// <summary>Attaches programs to sockets with options of level <c>SOL_SOCKET</c>.</summary>
internal static unsafe class SocketProgram
{
    public const int Filter = 50;
    public const int DetachFilter = 27;
    public const int ReusePort = 52;
    public const int DetachReusePort = 68;
    private const int SocketLevel = 1;

    /// <returns>0 or the error number.</returns>
    public static int Attach(SafeHandle socket, int option, FileDescriptor program)
    {
        using var target = new FileDescriptor.Lease(socket);
        using var lease = program.Use();
        var number = lease.Number;
        return Libc.SetSocketOption(target.Number, SocketLevel, option, &number, sizeof(int)) < 0 ? Errno.Last : 0;
    }

    /// <summary>Detaches a program. Errors are ignored: the call fails only if no program is attached.</summary>
    public static void Detach(SafeHandle socket, int option)
    {
        try
        {
            using var lease = new FileDescriptor.Lease(socket);
            var unused = 0;
            _ = Libc.SetSocketOption(lease.Number, SocketLevel, option, &unused, sizeof(int));
        }
        catch (ObjectDisposedException)
        {
            // The socket is closed, so the kernel has already detached its program.
        }
    }
}
