using System.Globalization;
using System.IO;
using BpfGen.Interop;

namespace BpfGen;

/// <summary>The file system in which the kernel lists its tracepoints and takes probes.</summary>
internal static class TraceFs
{
    private const string Own = "/sys/kernel/tracing";
    private const string BelowDebug = "/sys/kernel/debug/tracing";

    /// <summary>Where it is mounted.</summary>
    /// <exception cref="BpfException">It is mounted nowhere, or may not be read.</exception>
    public static string Root(string subject) => TryRoot()
        ?? throw new BpfException(
            "open", Errno.ENOENT, subject, $"{Own}/events cannot be read. 'mount -t tracefs tracefs {Own}' mounts it; only root may read it.");

    public static string? TryRoot() => IsThere(Own) ? Own : IsThere(BelowDebug) ? BelowDebug : null;

    /// <summary>The number by which <c>perf_event_open</c> knows an event.</summary>
    /// <exception cref="BpfException">There is no such event.</exception>
    public static ulong EventId(string group, string name, string subject)
    {
        var folder = $"{Root(subject)}/events/{group}/{name}";
        return ulong.TryParse(ProcFile.TryRead($"{folder}/id"), NumberStyles.Integer, CultureInfo.InvariantCulture, out var id)
            ? id
            : throw new BpfException("open", Errno.ENOENT, subject, $"The kernel has no tracepoint '{group}/{name}': there is no {folder}/id.");
    }

    private static bool IsThere(string root) => Directory.Exists(root + "/events");
}
