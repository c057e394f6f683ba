using BpfGen.Errors;
using BpfGen.Interop;

namespace BpfGen.Links;

/// <summary>Opens netlink sockets for network configuration, and turns the kernel's answers into exceptions.</summary>
internal static class RouteSocket
{
    public static NetlinkSocket Open(string subject)
    {
        var socket = NetlinkSocket.TryOpen();
        return socket ?? throw LinkFactory.Failure("socket(AF_NETLINK)", Errno.Last, subject);
    }

    /// <summary>
    /// Creates an exception. If the answer contains the kernel's own explanation, the message begins with it, because it is more exact than
    /// the hint.
    /// </summary>
    public static BpfException Failure(string request, NetlinkAnswer answer, string subject, string? hint = null)
    {
        var words = answer.Text is { } text ? $"The kernel says: {text.TrimEnd('.')}." : null;
        var advice = hint ?? Hints.ForCapability(answer.Errno, Capability.NetAdmin);
        return new BpfException(request, answer.Errno, subject, words is null ? advice : advice is null ? words : $"{words} {advice}");
    }

    public static void ThrowIfFailed(this NetlinkAnswer answer, string request, string subject)
    {
        if (answer.Errno != 0)
        {
            throw Failure(request, answer, subject);
        }
    }
}
