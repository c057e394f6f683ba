using System;
using System.Globalization;
using BpfGen.Errors;
using BpfGen.Interop;

namespace BpfGen.Host;

/// <summary>The file system (tracefs) in which the kernel lists its tracepoints and creates probes.</summary>
internal static class TraceFs
{
    private const string Own = "/sys/kernel/tracing";
    private const string BelowDebug = "/sys/kernel/debug/tracing";

    /// <summary>Returns the directory where tracefs is mounted.</summary>
    /// <exception cref="BpfException">tracefs is not mounted, or the process may not read it.</exception>
    public static string Root(string subject)
    {
        if (Check(Own) is not 0 and var errno)
        {
            return Check(BelowDebug) == 0 ? BelowDebug : throw Failure(errno, Own + "/events", subject);
        }

        return Own;
    }

    /// <summary>Reads an event's number for <c>perf_event_open</c>.</summary>
    /// <exception cref="BpfException">The event does not exist.</exception>
    public static ulong EventId(string group, string name, string subject)
    {
        var root = Root(subject);
        var file = $"{root}/events/{group}/{name}/id";
        var errno = ProcFile.TryReadText(file, out var text);
        return errno == 0 && ulong.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var id)
            ? id
            : throw (errno == Errno.ENOENT
                ? new BpfException("open", errno, subject, $"The kernel has no tracepoint '{group}/{name}': {file} does not exist."
                    + Nearest(root, group, name))
                : Failure(errno, file, subject));
    }

    /// <summary>Creates the exception for a file of tracefs that could not be opened or read.</summary>
    public static BpfException Failure(int errno, string file, string subject, Capability needed = Capability.DacReadSearch) =>
        new("open", errno, subject, errno switch
        {
            Errno.EACCES or Errno.EPERM => $"By default, only root may use tracefs, and {file} forbids it. "
                + (MissingCapabilities.Explain(
                    MissingCapabilities.Bit(needed) | MissingCapabilities.Bit(Capability.Perfmon) | MissingCapabilities.Bit(Capability.Bpf))
                ?? "A security module (LSM) or a container may forbid the access."),
            Errno.ENOENT when Exists(Own) => $"tracefs is not mounted: {file} does not exist. "
                + $"To mount it, run 'mount -t tracefs tracefs {Own}'.",
            Errno.ENOENT => $"The kernel has no tracefs, or /sys is not mounted: {Own} does not exist. "
                + "tracefs requires a kernel that was built with CONFIG_FTRACE.",
            _ => Hints.Common(errno),
        });

    /// <summary>Finds tracepoints with a similar name, or with the same name in other groups.</summary>
    private static string Nearest(string root, string group, string name)
    {
        var nearest = new NearestNames($"{group}/{name}");
        var others = "";
        _ = ProcFile.TryReadText(root + "/available_events", out var events);
        foreach (var line in events.AsSpan().EnumerateLines())
        {
            var colon = line.IndexOf(':');
            if (colon > 0)
            {
                if (line[(colon + 1)..].SequenceEqual(name))
                {
                    others = $" Did you mean '{line[..colon]}/{name}'?";
                }

                nearest.Offer($"{line[..colon]}/{line[(colon + 1)..]}");
            }
        }

        return others.Length != 0 ? others : nearest.Question;
    }

    private static int Check(string root)
    {
        var fd = Libc.Open(root + "/events", Libc.OpenReadOnly | Libc.OpenCloseOnExec);
        if (fd < 0)
        {
            return Errno.Last;
        }

        _ = Libc.Close(fd);
        return 0;
    }

    private static bool Exists(string path)
    {
        var fd = Libc.Open(path, Libc.OpenReadOnly | Libc.OpenCloseOnExec);
        if (fd >= 0)
        {
            _ = Libc.Close(fd);
        }

        return fd >= 0 || Errno.Last != Errno.ENOENT;
    }
}
