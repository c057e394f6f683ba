using System;
using System.Collections.Generic;
using BpfGen.Errors;
using BpfGen.Interop;
using BpfGen.Links;
using BpfGen.Loading;
using BpfGen.Maps;

namespace BpfGen;

/// <summary>A program that runs each time that an event has happened so often (<c>SEC("perf_event")</c>): a profiler's.</summary>
public sealed class PerfEventProgram : BpfProgram, IProgramHandle<PerfEventProgram>
{
    private PerfEventProgram(LoadedProgram program)
        : base(program)
    {
    }

    /// <summary>Attaches the program to an event.</summary>
    /// <param name="source">The event, and how often.</param>
    /// <param name="pid">The thread (0 for the calling one) whose events count, wherever it runs; null for everything on a CPU.</param>
    /// <param name="cpu">The CPU, from 0; null for every one that is online.</param>
    /// <param name="cookie">What <c>bpf_get_attach_cookie()</c> answers in the program (Linux 5.15).</param>
    /// <returns>The link, which is a <see cref="BpfLinkSet"/> of one for each CPU where neither thread nor CPU is given; disposing it takes the program off.</returns>
    /// <exception cref="ArgumentException">The source says neither a period nor a frequency, or both.</exception>
    /// <exception cref="BpfException">There is no such event on this machine, no such thread or CPU, or the kernel refuses.</exception>
    public BpfLink Attach(PerfEventSource source, int? pid = null, int? cpu = null, ulong cookie = 0)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (source.Period == 0 == (source.Frequency == 0))
        {
            throw new ArgumentException("The source has to say either after how many events the program runs, or how often a second.");
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

    /// <returns>The link, or null where the CPU is offline.</returns>
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
            Errno.ENOENT or Errno.EOPNOTSUPP => "This machine does not count the event: virtual machines often have no hardware events.",
            Errno.ENODEV => "The CPU is offline, or there is none of this number.",
            Errno.EINVAL => "The frequency is above kernel.perf_event_max_sample_rate, or the event does not take the options.",
            Errno.ESRCH => "There is no such thread.",
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
