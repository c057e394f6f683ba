using System;
using System.Globalization;
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

    /// <param name="device">The kind of probe.</param>
    /// <param name="isReturn">Whether to probe the return.</param>
    /// <param name="place">The location: <c>function+offset</c> or <c>path:offset</c>.</param>
    /// <param name="pid">The process; -1 for all.</param>
    /// <param name="subject">The attachment, for messages.</param>
    /// <param name="hint">Explains why the kernel rejected the location.</param>
    /// <returns>The perf event, and the action that removes the line again.</returns>
    /// <exception cref="BpfException">The kernel rejected the probe.</exception>
    public static (FileDescriptor Event, Action Remove) Open(
        ProbeDevice device, bool isReturn, string place, int pid, string subject, Func<int, string?> hint)
    {
        var path = $"{TraceFs.Root(subject)}/{device.EventsFile}";
        var name = string.Create(CultureInfo.InvariantCulture, $"p{Environment.ProcessId}_{Interlocked.Increment(ref _count)}");
        var line = $"{(isReturn ? 'r' : 'p')}:{Group}/{name} {place}";
        var fd = Libc.Open(path, Libc.OpenWriteOnly | Libc.OpenAppend | Libc.OpenCloseOnExec);
        if (fd < 0)
        {
            throw Errno.Last is not Errno.ENOENT and var reason
                ? TraceFs.Failure(reason, path, subject, Capability.DacOverride)
                : new BpfException("open", Errno.Last, subject, $"{device.Missing} {path} does not exist.");
        }

        if (Write(fd, line) is not 0 and var errno)
        {
            throw new BpfException("write", errno, subject, $"The kernel rejected the line '{line}' in {path}. {hint(errno)}".TrimEnd());
        }

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

        // This may fail while the event is still closing, because the kernel does not remove a probe that is in use.
        void Remove()
        {
            var again = Libc.Open(path, Libc.OpenWriteOnly | Libc.OpenAppend | Libc.OpenCloseOnExec);
            if (again >= 0)
            {
                _ = Write(again, $"-:{Group}/{name}");
            }
        }
    }

    /// <summary>Writes a line and closes the file.</summary>
    /// <returns>0, or the error number.</returns>
    private static unsafe int Write(int fd, string line)
    {
        using var file = new FileDescriptor(fd);
        var bytes = Encoding.UTF8.GetBytes(line + '\n');
        fixed (byte* start = bytes)
        {
            return Libc.Write(fd, start, (nuint)bytes.Length) < 0 ? Errno.Last : 0;
        }
    }
}
