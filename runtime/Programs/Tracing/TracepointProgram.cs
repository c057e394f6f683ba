using BpfGen.Host;
using BpfGen.Interop;
using BpfGen.Links;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>
/// A program on tracepoints (<c>BPF_PROG_TYPE_TRACEPOINT</c>, <c>SEC("tp/sched/sched_switch")</c>): it sees the fields that
/// <c>events/GROUP/NAME/format</c> below <c>/sys/kernel/tracing</c> lists.
/// </summary>
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
    /// <param name="cookie">What <c>bpf_get_attach_cookie()</c> answers in the program (Linux 5.15).</param>
    /// <returns>The link; disposing it takes the program off the tracepoint.</returns>
    /// <exception cref="System.InvalidOperationException">The section names none.</exception>
    /// <exception cref="BpfException">There is no such tracepoint, tracefs is not mounted, or the kernel refuses.</exception>
    public BpfLink Attach(ulong cookie = 0)
    {
        var target = RequiredTarget();
        var slash = target.IndexOf('/');
        return slash > 0 ? Attach(target[..slash], target[(slash + 1)..], cookie) : throw NoHook("'tp/GROUP/NAME'");
    }

    /// <summary>Attaches the program to a tracepoint.</summary>
    /// <param name="group">Its group: <c>sched</c>, <c>syscalls</c>; a folder of <c>/sys/kernel/tracing/events</c>.</param>
    /// <param name="name">Its name: <c>sched_switch</c>, <c>sys_enter_openat</c>; a folder in that.</param>
    /// <param name="cookie">What <c>bpf_get_attach_cookie()</c> answers in the program (Linux 5.15).</param>
    /// <returns>The link; disposing it takes the program off the tracepoint.</returns>
    /// <exception cref="BpfException">There is no such tracepoint, tracefs is not mounted, or the kernel refuses.</exception>
    public BpfLink Attach(string group, string name, ulong cookie = 0)
    {
        var hook = $"tracepoint {group}/{name}";
        var attributes = new PerfEventAttributes
        {
            Type = TypeTracepoint,
            Config = TraceFs.EventId(group, name, LinkFactory.Describe(this, hook)),
            SamplePeriod = 1,
            WakeupEvents = 1,
        };

        // The program runs on every CPU, whichever the event is opened on.
        var perfEvent = Perf.TryOpen(ref attributes, pid: -1, cpu: 0) ?? throw PerfAttachment.OpenFailure(this, hook);
        return PerfAttachment.Attach(this, perfEvent, cookie, hook);
    }

    BpfLink IAutoAttach.Attach() => Attach();

    static TracepointProgram IProgramHandle<TracepointProgram>.Create(LoadedProgram program) => new(program);

    static bool IProgramHandle<TracepointProgram>.Takes(ProgramType type) => type == ProgramType.Tracepoint;
}
