using System;
using System.Collections.Generic;
using BpfGen.Errors;
using BpfGen.Interop;
using BpfGen.Links;
using BpfGen.Loading;
using BpfGen.Maps;

namespace BpfGen;

/// <summary>A program that runs when a perf event reaches a count or a frequency (<c>SEC("perf_event")</c>), as in a profiler.</summary>
public sealed class PerfEventProgram : BpfProgram, IProgramHandle<PerfEventProgram>
{
    private PerfEventProgram(LoadedProgram program)
        : base(program)
    {
    }

    /// <summary>Attaches the program to a perf event.</summary>
    /// <param name="source">The event, and its period or frequency.</param>
    /// <param name="pid">The id of the thread whose events count, on any CPU; 0 for the calling thread; null for all threads.</param>
    /// <param name="cpu">The number of the CPU, from 0; null for all online CPUs.</param>
    /// <param name="cookie">The value that <c>bpf_get_attach_cookie()</c> returns in the program. Since Linux 5.15.</param>
    /// <returns>
    /// The link; disposing it detaches the program. If both the thread and the CPU are null, it is a <see cref="BpfLinkSet"/> with one
    /// link for each CPU.
    /// </returns>
    /// <exception cref="ArgumentException">The source is null, or it has neither a period nor a frequency, or both.</exception>
    /// <exception cref="InvalidOperationException">The program was not loaded.</exception>
    /// <exception cref="BpfException">
    /// The machine does not support the event, the thread or CPU does not exist, or the kernel rejected the event.
    /// </exception>
    public BpfLink Attach(PerfEventSource source, int? pid = null, int? cpu = null, ulong cookie = 0)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (source.Period == 0 == (source.Frequency == 0))
        {
            throw new ArgumentException("The source must have either a Period or a Frequency.");
        }

        if (pid is not null || cpu is not null)
        {
            return TryAttach(source, pid ?? -1, cpu ?? -1, cookie) ?? throw OpenFailure(Errno.ENODEV, source);
        }

        var links = new List<BpfLink>();
        try
        {
            for (var i = 0; i < CpuCount.Possible; i++)
            {
                if (TryAttach(source, pid: -1, i, cookie) is { } link)
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

    /// <returns>The link; null if the CPU is offline.</returns>
    private BpfLink? TryAttach(PerfEventSource source, int pid, int cpu, ulong cookie)
    {
        var attributes = new PerfEventAttributes
        {
            Type = source.Type,
            Config = source.Config,
            SamplePeriod = source.Frequency != 0 ? source.Frequency : source.Period,
            Flags = source.Flags,
        };
        return Perf.TryOpen(ref attributes, pid, cpu) is { } perfEvent
            ? PerfAttachment.Attach(this, perfEvent, cookie, Describe(source))
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
