using System;
using BpfGen.Interop;
using BpfGen.KernelFacts;
using BpfGen.Links;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>
/// A program on raw tracepoints (<c>BPF_PROG_TYPE_RAW_TRACEPOINT</c>, <c>SEC("raw_tp/sched_switch")</c>): it sees the arguments that the kernel
/// gives its tracepoint. Those of <c>raw_tp.w</c> may also change what a writable tracepoint lets them change.
/// </summary>
public sealed class RawTracepointProgram : BpfProgram, IAutoAttach, IProgramHandle<RawTracepointProgram>
{
    private RawTracepointProgram(LoadedProgram program)
        : base(program)
    {
    }

    /// <inheritdoc/>
    public bool HasHook => Target is not null;

    /// <summary>Attaches the program to the tracepoint that its section names.</summary>
    /// <param name="cookie">What <c>bpf_get_attach_cookie()</c> answers in the program (Linux 6.10).</param>
    /// <returns>The link; disposing it takes the program off the tracepoint.</returns>
    /// <exception cref="InvalidOperationException">The section names none.</exception>
    /// <exception cref="BpfException">There is no such tracepoint, or the kernel refuses.</exception>
    public KernelLink Attach(ulong cookie = 0) => Attach(RequiredTarget(), cookie);

    /// <summary>Attaches the program to a tracepoint.</summary>
    /// <param name="name">The tracepoint: <c>sched_switch</c>, <c>sys_enter</c>.</param>
    /// <param name="cookie">What <c>bpf_get_attach_cookie()</c> answers in the program (Linux 6.10).</param>
    /// <returns>The link; disposing it takes the program off the tracepoint.</returns>
    /// <exception cref="BpfException">There is no such tracepoint, or the kernel refuses.</exception>
    public KernelLink Attach(string name, ulong cookie = 0)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var hook = $"raw tracepoint {name}";
        var errno = LinkFactory.TryOpenRawTracepoint(this, name, cookie, hook, out var link);
        return link ?? throw LinkFactory.Failure("BPF_RAW_TRACEPOINT_OPEN", errno, LinkFactory.Describe(this, hook), Hint(errno, name, cookie));
    }

    private static string? Hint(int errno, string name, ulong cookie) => errno switch
    {
        Errno.ENOENT => $"The kernel has no raw tracepoint '{name}'. /sys/kernel/tracing/available_events lists them, each after its group and a colon.",
        Errno.EINVAL when cookie != 0 && RunningKernel.Version < FirstKernels.RawTracepointCookies => "Cookies of raw tracepoints came with Linux 6.10.",
        Errno.EINVAL => "The program reads or writes more than the tracepoint has.",
        _ => null,
    };

    BpfLink IAutoAttach.Attach() => Attach();

    static RawTracepointProgram IProgramHandle<RawTracepointProgram>.Create(LoadedProgram program) => new(program);

    static bool IProgramHandle<RawTracepointProgram>.Takes(ProgramType type) => type is ProgramType.RawTracepoint or ProgramType.RawTracepointWritable;
}
