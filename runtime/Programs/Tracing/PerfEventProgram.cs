using System;
using System.Collections.Generic;
using BpfGen.Errors;
using BpfGen.Interop;
using BpfGen.Links;
using BpfGen.Loading;
using BpfGen.Maps;
using BpfGen.Programs;

namespace BpfGen;

/// <summary>
/// A program that runs each time a perf event has occurred a given number of times, or at a given frequency (<c>SEC("perf_event")</c>), as
/// in a profiler.
/// </summary>
public sealed class PerfEventProgram : BpfProgram, IProgramHandle<PerfEventProgram>
{
    private const int CallingThread = 0;

    private PerfEventProgram(LoadedProgram program)
        : base(program)
    {
    }

    /// <summary>Attaches the program to a perf event of all threads or of one thread.</summary>
    /// <param name="source">The event, and its period or frequency.</param>
    /// <param name="tid">
    /// The id of the thread whose events are counted; null for all threads. A process id is the id of the process's first thread. For the
    /// calling thread, call <see cref="AttachToCallingThread"/>.
    /// </param>
    /// <param name="cpu">The number of the CPU, from 0; null for all online CPUs.</param>
    /// <param name="cookie">The value that <c>bpf_get_attach_cookie()</c> returns in the program. Since Linux 5.15.</param>
    /// <param name="linkOnly">
    /// Whether to fail on kernels without links of perf events (before Linux 5.15). If true, the result is always a <see
    /// cref="KernelLink"/>, which can be pinned.
    /// </param>
    /// <returns>
    /// The link; disposing it detaches the program. If <paramref name="tid"/> and <paramref name="cpu"/> are null, this is a
    /// <see cref="BpfLinkSet"/> with one link for each CPU. On kernels without links of perf events (before Linux 5.15), each link is a
    /// <see cref="PerfEventLink"/>.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// The source is null, or it does not set exactly one of Period and Frequency. Or the thread's id is not positive, or the CPU number is
    /// negative.
    /// </exception>
    /// <exception cref="InvalidOperationException">The program was not loaded.</exception>
    /// <exception cref="BpfException">
    /// The machine does not support the event, the thread or CPU does not exist, or the kernel rejected the event.
    /// </exception>
    public BpfLink Attach(PerfEventSource source, int? tid = null, int? cpu = null, ulong cookie = 0, bool linkOnly = false)
    {
        Check(source, cpu);
        _ = TaskId.Checked(tid, nameof(tid));
        if (tid is not null || cpu is not null)
        {
            return TryAttach(source, tid ?? -1, cpu ?? -1, cookie, linkOnly) ?? throw OpenFailure(Errno.ENODEV, source);
        }

        var links = new List<BpfLink>();
        try
        {
            for (var i = 0; i < CpuCount.Possible; i++)
            {
                if (TryAttach(source, pid: -1, i, cookie, linkOnly) is { } link)
                {
                    links.Add(link);
                }
            }

            return new BpfLinkSet([.. links]);
        }
        catch
        {
            new BpfLinkSet([.. links]).Dispose();
            throw;
        }
    }

    /// <summary>Attaches the program to a perf event of the calling thread.</summary>
    /// <param name="source">The event, and its period or frequency.</param>
    /// <param name="cpu">The number of the CPU, from 0; null for any CPU.</param>
    /// <param name="cookie">The value that <c>bpf_get_attach_cookie()</c> returns in the program. Since Linux 5.15.</param>
    /// <param name="linkOnly">
    /// Whether to fail on kernels without links of perf events (before Linux 5.15). If true, the result is always a <see
    /// cref="KernelLink"/>, which can be pinned.
    /// </param>
    /// <returns>The link; disposing it detaches the program.</returns>
    /// <exception cref="ArgumentException">
    /// The source is null, or it does not set exactly one of Period and Frequency. Or the CPU number is negative.
    /// </exception>
    /// <exception cref="InvalidOperationException">The program was not loaded.</exception>
    /// <exception cref="BpfException">
    /// The machine does not support the event, the CPU does not exist, or the kernel rejected the event.
    /// </exception>
    public BpfLink AttachToCallingThread(PerfEventSource source, int? cpu = null, ulong cookie = 0, bool linkOnly = false)
    {
        Check(source, cpu);
        return TryAttach(source, CallingThread, cpu ?? -1, cookie, linkOnly) ?? throw OpenFailure(Errno.ENODEV, source);
    }

    private static void Check(PerfEventSource source, int? cpu)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfNegative(cpu ?? 0, nameof(cpu));
        if (source.Period == 0 == (source.Frequency == 0))
        {
            throw new ArgumentException("The source must have either a Period or a Frequency.");
        }
    }

    /// <returns>The link; null if the CPU is offline.</returns>
    private BpfLink? TryAttach(PerfEventSource source, int pid, int cpu, ulong cookie, bool linkOnly)
    {
        var attributes = new PerfEventAttributes
        {
            Type = source.Type,
            Config = source.Config,
            SamplePeriod = source.Frequency != 0 ? source.Frequency : source.Period,
            Flags = source.Flags,
        };
        return Perf.TryOpen(ref attributes, pid, cpu) is { } perfEvent
            ? PerfAttachment.Attach(this, perfEvent, cookie, Describe(source), linkOnly)
            : Errno.Last == Errno.ENODEV ? null : throw OpenFailure(Errno.Last, source);
    }

    private BpfException OpenFailure(int errno, PerfEventSource source)
    {
        var hint = errno switch
        {
            Errno.ENOENT or Errno.EOPNOTSUPP => "This machine does not support the event. Virtual machines often have no hardware events.",
            Errno.ENODEV => "The CPU is offline or does not exist.",
            Errno.EINVAL => "The frequency is above kernel.perf_event_max_sample_rate, or the event does not support the options.",
            Errno.ESRCH => "The thread does not exist.",
            _ => Hints.ForCapability(errno, Capability.Perfmon),
        };
        return new BpfException("perf_event_open", errno, LinkFactory.Describe(this, Describe(source)), hint);
    }

    private static string Describe(PerfEventSource source) => source.Type switch
    {
        0 => $"hardware event {(HardwareEvent)source.Config}",
        1 => $"software event {(SoftwareEvent)source.Config}",
        var type => $"perf event {type}:0x{source.Config:x}",
    };

    static PerfEventProgram IProgramHandle<PerfEventProgram>.Create(LoadedProgram program) => new(program);

    static bool IProgramHandle<PerfEventProgram>.Takes(ProgramType type) => type == ProgramType.PerfEvent;
}
