using System.Globalization;
using System.IO;
using BpfGen.Errors;
using BpfGen.Interop;

namespace BpfGen.Host;

/// <summary>The file system (tracefs) in which the kernel lists its tracepoints and creates probes.</summary>
internal static class TraceFs
{
    private const string Own = "/sys/kernel/tracing";
    private const string BelowDebug = "/sys/kernel/debug/tracing";

    /// <summary>Returns the directory where tracefs is mounted.</summary>
    /// <exception cref="BpfException">tracefs is not mounted, or cannot be read.</exception>
    public static string Root(string subject) => TryRoot()
        ?? throw new BpfException(
            "open", Errno.ENOENT, subject, $"{Own}/events cannot be read. Only root can read it. " +
                $"To mount it, run 'mount -t tracefs tracefs {Own}'.");

    public static string? TryRoot() => IsThere(Own) ? Own : IsThere(BelowDebug) ? BelowDebug : null;

    /// <summary>Reads an event's number for <c>perf_event_open</c>.</summary>
    /// <exception cref="BpfException">The event does not exist.</exception>
    public static ulong EventId(string group, string name, string subject)
    {
        var file = $"{Root(subject)}/events/{group}/{name}/id";
        if (ulong.TryParse(ProcFile.TryRead(file), NumberStyles.Integer, CultureInfo.InvariantCulture, out var id))
        {
            return id;
        }

        var errno = WhyNot(file);
        throw new BpfException("open", errno, subject, errno == Errno.ENOENT
            ? $"The kernel has no tracepoint '{group}/{name}': {file} does not exist."
            : Hints.ForCapability(errno, Capability.Perfmon));
    }

    /// <returns>The error number of opening a file that could not be read.</returns>
    private static int WhyNot(string file)
    {
        var fd = Libc.Open(file, Libc.OpenReadOnly | Libc.OpenCloseOnExec);
        if (fd < 0)
        {
            return Errno.Last;
        }

        _ = Libc.Close(fd);
        return Errno.ENOENT;
    }

    private static bool IsThere(string root) => Directory.Exists(root + "/events");
}
