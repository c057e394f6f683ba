using System;
using BpfGen.Host;
using BpfGen.Interop;
using BpfGen.Links;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>
/// A program on a tracepoint (<c>SEC("tp/sched/sched_switch")</c>, <c>BPF_PROG_TYPE_TRACEPOINT</c>). It sees the fields that
/// <c>/sys/kernel/tracing/events/GROUP/NAME/format</c> lists.
/// </summary>
/// <example>
/// <code>
/// using var trace = ExecTrace.Load();
///
/// // The section names the tracepoint: SEC("tp/sched/sched_process_exec").
/// using var first = trace.OnExec.Attach();
///
/// // The section names no tracepoint: SEC("tp").
/// using var second = trace.OnAnyTracepoint.Attach("syscalls", "sys_enter_openat");
/// </code>
/// </example>
public sealed class TracepointProgram : BpfProgram, IAutoAttach, IProgramHandle<TracepointProgram>
{
    private const uint TypeTracepoint = 2;

    private TracepointProgram(LoadedProgram program)
        : base(program)
    {
    }

    /// <inheritdoc/>
    public bool HasHook => Target is not null;

    /// <summary>Attaches the program to the tracepoint that its section names.</summary>
    /// <param name="cookie">The value that <c>bpf_get_attach_cookie()</c> returns in the program. Since Linux 5.15.</param>
    /// <param name="linkOnly">
    /// Whether to fail on kernels without links of perf events (before Linux 5.15). If true, the result is always a <see
    /// cref="KernelLink"/>, which can be pinned.
    /// </param>
    /// <returns>
    /// The link: a <see cref="KernelLink"/>, or a <see cref="PerfEventLink"/> on kernels without links of perf events. The program stays
    /// attached until you dispose the link, the program or its object.
    /// </returns>
    /// <exception cref="InvalidOperationException">The section names no tracepoint, or the program was not loaded.</exception>
    /// <exception cref="BpfException">
    /// The tracepoint does not exist or tracefs is not mounted (<c>ENOENT</c>), the process may not read tracefs (<c>EACCES</c> without
    /// <c>CAP_DAC_READ_SEARCH</c>), or the kernel rejected the attachment (<c>EACCES</c> without <c>CAP_PERFMON</c>).
    /// </exception>
    public BpfLink Attach(ulong cookie = 0, bool linkOnly = false)
    {
        // Like other loaders, ignore text after the tracepoint's name: tracepoint/sched/sched_switch/v2. With such text, several programs
        // for one tracepoint can have different section names.
        return RequiredTarget().Split('/') is [{ Length: > 0 } group, { Length: > 0 } name, ..]
            ? Attach(group, name, cookie, linkOnly)
            : throw NoHook("'tp/GROUP/NAME'");
    }

    /// <summary>Attaches the program to a tracepoint.</summary>
    /// <param name="group">
    /// The tracepoint's group, such as <c>sched</c> or <c>syscalls</c>: a directory of <c>/sys/kernel/tracing/events</c>.
    /// </param>
    /// <param name="name">The tracepoint's name, such as <c>sched_switch</c> or <c>sys_enter_openat</c>: a directory of its group.</param>
    /// <param name="cookie">The value that <c>bpf_get_attach_cookie()</c> returns in the program. Since Linux 5.15.</param>
    /// <param name="linkOnly">
    /// Whether to fail on kernels without links of perf events (before Linux 5.15). If true, the result is always a <see
    /// cref="KernelLink"/>, which can be pinned.
    /// </param>
    /// <returns>
    /// The link: a <see cref="KernelLink"/>, or a <see cref="PerfEventLink"/> on kernels without links of perf events. The program stays
    /// attached until you dispose the link, the program or its object.
    /// </returns>
    /// <exception cref="ArgumentException">The group or the name is null or empty.</exception>
    /// <exception cref="InvalidOperationException">The program was not loaded.</exception>
    /// <exception cref="BpfException">
    /// The tracepoint does not exist or tracefs is not mounted (<c>ENOENT</c>), the process may not read tracefs (<c>EACCES</c> without
    /// <c>CAP_DAC_READ_SEARCH</c>), or the kernel rejected the attachment (<c>EACCES</c> without <c>CAP_PERFMON</c>).
    /// </exception>
    public BpfLink Attach(string group, string name, ulong cookie = 0, bool linkOnly = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(group);
        ArgumentException.ThrowIfNullOrEmpty(name);
        var hook = $"tracepoint {group}/{name}";
        var attributes = new PerfEventAttributes
        {
            Type = TypeTracepoint,
            Config = TraceFs.EventId(group, name, LinkFactory.Describe(this, hook)),
            SamplePeriod = 1,
            WakeupEvents = 1,
        };

        // The program runs on every CPU, although the event is opened on CPU 0.
        var perfEvent = Perf.TryOpen(ref attributes, pid: -1, cpu: 0) ?? throw PerfAttachment.OpenFailure(this, hook);
        return PerfAttachment.Attach(this, perfEvent, cookie, hook, linkOnly);
    }

    BpfLink IAutoAttach.Attach() => Attach();

    static TracepointProgram IProgramHandle<TracepointProgram>.Create(LoadedProgram program) => new(program);

    static bool IProgramHandle<TracepointProgram>.Takes(ProgramType type) => type == ProgramType.Tracepoint;
}
