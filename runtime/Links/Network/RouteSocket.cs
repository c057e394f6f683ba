using BpfGen.Errors;
using BpfGen.Interop;

namespace BpfGen.Links;

/// <summary>Opens the kernel's network configuration, and says in words what it refuses.</summary>
internal static class RouteSocket
{
    public static NetlinkSocket Open(string subject)
    {
        var socket = NetlinkSocket.TryOpen();
        return socket ?? throw LinkFactory.Failure("socket(AF_NETLINK)", Errno.Last, subject);
    }

    /// <summary>The kernel's own words come first; it has some for most of what it refuses.</summary>
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
