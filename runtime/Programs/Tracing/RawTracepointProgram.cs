using System;
using System.IO;
using BpfGen.Btf;
using BpfGen.Interop;
using BpfGen.KernelFacts;
using BpfGen.Links;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>
/// A program on a raw tracepoint (<c>SEC("raw_tp/sched_switch")</c>, <c>BPF_PROG_TYPE_RAW_TRACEPOINT</c>). It sees the arguments that
/// the kernel passes to the tracepoint. Programs of section <c>raw_tp.w</c> can also write to the buffers of writable tracepoints.
/// Since Linux 4.17.
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
    /// <param name="cookie">The value that <c>bpf_get_attach_cookie()</c> returns in the program. Since Linux 6.10.</param>
    /// <returns>The link. The program stays attached until you dispose the link, the program or its object.</returns>
    /// <exception cref="InvalidOperationException">The section names no tracepoint, or the program was not loaded.</exception>
    /// <exception cref="BpfException">
    /// The kernel rejected the link (<c>BPF_RAW_TRACEPOINT_OPEN</c>): <c>ENOENT</c> if the tracepoint does not exist, <c>EPERM</c> without
    /// <c>CAP_PERFMON</c>.
    /// </exception>
    public KernelLink Attach(ulong cookie = 0) => Attach(RequiredTarget(), cookie);

    /// <summary>Attaches the program to a tracepoint.</summary>
    /// <param name="name">The tracepoint's name without its group: <c>sched_switch</c>, <c>sys_enter</c>.</param>
    /// <param name="cookie">The value that <c>bpf_get_attach_cookie()</c> returns in the program. Since Linux 6.10.</param>
    /// <returns>The link. The program stays attached until you dispose the link, the program or its object.</returns>
    /// <exception cref="ArgumentException">The name is null or empty.</exception>
    /// <exception cref="InvalidOperationException">The program was not loaded.</exception>
    /// <exception cref="BpfException">
    /// The kernel rejected the link (<c>BPF_RAW_TRACEPOINT_OPEN</c>): <c>ENOENT</c> if the tracepoint does not exist, <c>EPERM</c> without
    /// <c>CAP_PERFMON</c>.
    /// </exception>
    public KernelLink Attach(string name, ulong cookie = 0)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var hook = $"raw tracepoint {name}";
        var errno = LinkFactory.TryOpenRawTracepoint(this, name, cookie, hook, out var link);
        return link
            ?? throw LinkFactory.Failure("BPF_RAW_TRACEPOINT_OPEN", errno, LinkFactory.Describe(this, hook), Hint(errno, name, cookie));
    }

    private static string? Hint(int errno, string name, ulong cookie) => errno switch
    {
        Errno.ENOENT =>
            $"The kernel has no raw tracepoint '{name}'. /sys/kernel/tracing/available_events lists them as GROUP:NAME; pass the NAME."
            + Nearest(name),
        Errno.EINVAL when cookie != 0 && RunningKernel.Version < FirstKernels.RawTracepointCookies =>
            "Cookies of raw tracepoints require Linux 6.10.",
        Errno.EINVAL => "The program accesses more bytes than the tracepoint provides.",
        _ => null,
    };

    /// <summary>Suggests a tracepoint with a similar name. The kernel's BTF has a type for each tracepoint.</summary>
    private static string Nearest(string name)
    {
        try
        {
            using var types = KernelBtfIndex.TryOpen();
            return types?.Nearest(new KernelSymbol(AttachTargets.Tracepoint + name, KernelSymbolKind.Typedef)
            {
                Prefix = AttachTargets.Tracepoint,
            }) ?? "";
        }
        catch (Exception exception) when (exception is InvalidDataException or BpfException)
        {
            return "";
        }
    }

    BpfLink IAutoAttach.Attach() => Attach();

    static RawTracepointProgram IProgramHandle<RawTracepointProgram>.Create(LoadedProgram program) => new(program);

    static bool IProgramHandle<RawTracepointProgram>.Takes(ProgramType type) =>
        type is ProgramType.RawTracepoint or ProgramType.RawTracepointWritable;
}
