using System;
using System.Globalization;
using System.IO;
using System.Text;
using System.Threading;
using BpfGen.Errors;
using BpfGen.Host;
using BpfGen.Interop;

namespace BpfGen.Links;

/// <summary>Creates probes through tracefs: a line in <c>kprobe_events</c> or <c>uprobe_events</c>, which creates a tracepoint.</summary>
internal static class ProbeEvent
{
    private const string Group = "bpfgen";
    private static int _count;

    /// <param name="file"><c>kprobe_events</c> or <c>uprobe_events</c>.</param>
    /// <param name="isReturn">Whether to probe the return.</param>
    /// <param name="place">The location: <c>function+offset</c> or <c>path:offset</c>.</param>
    /// <param name="pid">The process; -1 for all.</param>
    /// <param name="subject">The attachment, for messages.</param>
    /// <returns>The perf event, and the action that removes the line again.</returns>
    /// <exception cref="BpfException">The kernel rejected the probe.</exception>
    public static (FileDescriptor Event, Action Remove) Open(string file, bool isReturn, string place, int pid, string subject)
    {
        var path = $"{TraceFs.Root(subject)}/{file}";
        var name = string.Create(CultureInfo.InvariantCulture, $"p{Environment.ProcessId}_{Interlocked.Increment(ref _count)}");
        Write(path, $"{(isReturn ? 'r' : 'p')}:{Group}/{name} {place}", subject);
        try
        {
            var attributes = new PerfEventAttributes
            {
                Type = 2,
                Config = TraceFs.EventId(Group, name, subject),
                SamplePeriod = 1,
                WakeupEvents = 1,
            };
            var perfEvent = Perf.TryOpen(ref attributes, pid, cpu: pid < 0 ? 0 : -1);
            return perfEvent is null
                ? throw new BpfException("perf_event_open", Errno.Last, subject, Hints.ForCapability(Errno.Last, Capability.Perfmon))
                : (perfEvent, Remove);
        }
        catch
        {
            Remove();
            throw;
        }

        // The result is ignored: this may fail while the event is still closing, because the kernel does not remove a probe that is in use.
        void Remove() => TryWrite(path, $"-:{Group}/{name}");
    }

    private static void Write(string path, string line, string subject)
    {
        if (TryWrite(path, line) is { } reason)
        {
            throw new BpfException("write", Errno.EINVAL, subject, $"The kernel rejected the line '{line}' in {path}: {reason}");
        }
    }

    private static string? TryWrite(string path, string line)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
            file.Seek(0, SeekOrigin.End);
            file.Write(Encoding.UTF8.GetBytes(line + '\n'));
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return exception.Message;
        }
    }
}
