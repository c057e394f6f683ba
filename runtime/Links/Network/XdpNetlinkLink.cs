using System;
using BpfGen.Interop;
using BpfGen.Links;

namespace BpfGen;

/// <summary>
/// An XDP program that was attached through netlink, as on kernels before 5.9. The kernel has no link object for it: a process that is
/// killed leaves the program attached, and other processes can replace it.
/// </summary>
public sealed class XdpNetlinkLink : DetachableLink
{
    private readonly NetlinkSocket _socket;
    private readonly int _interface;
    private readonly XdpMode _mode;
    private readonly string _subject;
    private FileDescriptor _program;

    private XdpNetlinkLink(NetlinkSocket socket, int index, XdpMode mode, FileDescriptor program, string subject)
    {
        _socket = socket;
        _interface = index;
        _mode = mode;
        _program = program;
        _subject = subject;
    }

    /// <summary>Replaces the attached program. The change is atomic: every packet meets either the old or the new program.</summary>
    /// <param name="program">The new program.</param>
    /// <exception cref="ArgumentNullException">The program is null.</exception>
    /// <exception cref="BpfException">
    /// The kernel rejected the change (<c>RTM_SETLINK</c>): <c>EEXIST</c> if the attached program is not the program of this link.
    /// </exception>
    /// <exception cref="InvalidOperationException">The new program was not loaded.</exception>
    /// <exception cref="ObjectDisposedException">The link is disposed.</exception>
    public void Update(XdpProgram program)
    {
        ArgumentNullException.ThrowIfNull(program);
        using var attached = StayAttached(_subject);
        var next = LinkFactory.Copy(program.Descriptor, _subject);
        var answer = XdpNetlink.Replace(_socket, _interface, (uint)_mode, next, _program);
        if (answer.Errno != 0)
        {
            next.Dispose();
            throw RouteSocket.Failure("RTM_SETLINK", answer, $"{_subject} and program '{program.Name}'");
        }

        _program.Dispose();
        _program = next;
    }

    internal static XdpNetlinkLink Create(
        XdpProgram program, int index, XdpMode mode, bool replaceExisting, string hook, NetDevice device)
    {
        var subject = LinkFactory.Describe(program, hook);
        var copy = LinkFactory.Copy(program.Descriptor, subject);
        NetlinkSocket? socket = null;
        try
        {
            socket = RouteSocket.Open(subject);
            var answer = XdpNetlink.Attach(socket, index, (uint)mode, copy, replaceExisting);
            if (answer.Errno != 0)
            {
                throw RouteSocket.Failure("RTM_SETLINK", answer, subject, HintFor(answer.Errno, mode, replaceExisting, device, program));
            }

            return program.Links.Add(new XdpNetlinkLink(socket, index, mode, copy, subject));
        }
        catch
        {
            socket?.Dispose();
            copy.Dispose();
            throw;
        }
    }

    private static string? HintFor(int errno, XdpMode mode, bool replaceExisting, NetDevice device, XdpProgram program) => errno switch
    {
        Errno.EBUSY when !replaceExisting => "Another XDP program is attached already.",
        Errno.EOPNOTSUPP or Errno.ERANGE or Errno.EINVAL => XdpHints.For(errno, device, mode, program),
        _ => null,
    };

    /// <inheritdoc/>
    private protected override void Detach()
    {
        using (_program)
        using (_socket)
        {
            // Ignore the result: this call fails only if the interface is gone, or if another program has replaced this program.
            _ = XdpNetlink.Replace(_socket, _interface, (uint)_mode, null, _program);
        }
    }
}
