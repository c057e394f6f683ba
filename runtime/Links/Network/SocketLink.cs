using System.Runtime.InteropServices;
using BpfGen.Errors;
using BpfGen.Interop;

namespace BpfGen;

/// <summary>A program's attachment to a socket. The attachment ends when the link is disposed, or when the socket is closed.</summary>
public abstract class SocketLink : DetachableLink
{
    private readonly SafeHandle _socket;
    private readonly int _detachOption;

    /// <param name="program">The program.</param>
    /// <param name="socket">The socket's file descriptor.</param>
    /// <param name="option">The socket options.</param>
    /// <param name="source">
    /// The object that the file descriptor belongs to. The link keeps a reference to this object, because a
    /// <see cref="System.Net.Sockets.Socket"/> that the garbage collector finds unused closes its file descriptor.
    /// </param>
    private protected SocketLink(BpfProgram program, SafeHandle socket, SocketOption option, object source)
    {
        var errno = SocketProgram.Attach(socket, option.Attach, program.Descriptor);
        if (errno != 0)
        {
            var hint = errno == Errno.EINVAL ? option.IfInvalid : Hints.ForCapability(errno, Capability.Bpf);
            throw new BpfException($"setsockopt({option.Name})", errno, $"program '{program.Name}'", hint);
        }

        Source = source;
        _socket = socket;
        _detachOption = option.Detach;
    }

    /// <summary>The object that the socket's file descriptor belongs to.</summary>
    internal object Source { get; }

    /// <inheritdoc/>
    private protected sealed override void Detach() => SocketProgram.Detach(_socket, _detachOption);

    /// <summary>The socket options with which one kind of program is attached and detached.</summary>
    /// <param name="Name">The option's name, for messages.</param>
    /// <param name="Attach">The option that attaches.</param>
    /// <param name="Detach">The option that detaches.</param>
    /// <param name="IfInvalid">The explanation of <c>EINVAL</c>; null for none.</param>
    private protected sealed record SocketOption(string Name, int Attach, int Detach, string? IfInvalid = null);
}
