using System;
using System.Globalization;
using System.Text;
using System.Threading;
using BpfGen.Errors;
using BpfGen.Host;
using BpfGen.Interop;

namespace BpfGen.Links;

/// <summary>Creates probes through tracefs: each line in <c>kprobe_events</c> or <c>uprobe_events</c> creates a tracepoint.</summary>
internal static class ProbeEvent
{
    private const string Group = "bpfgen";
    private static int _count;

    /// <param name="device">The kind of probe.</param>
    /// <param name="isReturn">Whether to probe the return.</param>
    /// <param name="place">The location: <c>function+offset</c> or <c>path:offset</c>.</param>
    /// <param name="pid">The process; -1 for all.</param>
    /// <param name="subject">The program and its hook, for messages.</param>
    /// <param name="hint">Explains why the kernel rejected the location.</param>
    /// <returns>The perf event, and the action that removes the line from the file.</returns>
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

        // The file stays open, because removing the probe needs it: later, the process can have no free descriptor or no permission.
        var file = new FileDescriptor(fd);
        if (Write(file, line) is not 0 and var errno)
        {
            file.Dispose();
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

        // Removes the probe. Ignores errors: as long as the event is open, it uses the probe, and the kernel keeps the probe.
        void Remove()
        {
            using (file)
            {
                _ = Write(file, $"-:{Group}/{name}");
            }
        }
    }

    /// <summary>Writes a line. The kernel takes it as a whole or not at all, so a write that failed for a moment is repeated.</summary>
    /// <returns>0, or the error number.</returns>
    private static unsafe int Write(FileDescriptor file, string line)
    {
        using var lease = file.Use();
        var bytes = Encoding.UTF8.GetBytes(line + '\n');
        fixed (byte* start = bytes)
        {
            var tries = 0;
            while (Libc.Write(lease.Number, start, (nuint)bytes.Length) < 0)
            {
                if (!Errno.ShouldRetry(ref tries))
                {
                    return Errno.Last;
                }
            }

            return 0;
        }
    }
}
