using BpfGen.Links;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>
/// A program that the kernel binds to a function or tracepoint by BTF at load time. The program runs at the function's start
/// (<c>SEC("fentry/do_unlinkat")</c>), at its return (<c>fexit</c>), before the function, which is skipped if the program returns an error
/// (<c>fmod_ret</c>), or at a tracepoint (<c>tp_btf/sched_switch</c>). The program sees typed arguments. Since Linux 5.5.
/// </summary>
public sealed class TracingProgram : BpfProgram, IAutoAttach, IProgramHandle<TracingProgram>
{
    private TracingProgram(LoadedProgram program)
        : base(program)
    {
    }

    /// <inheritdoc/>
    public bool HasHook => Target is not null;

    /// <summary>Attaches the program to the hook that it was loaded for.</summary>
    /// <param name="cookie">The value that <c>bpf_get_attach_cookie()</c> returns in the program. Since Linux 6.0.</param>
    /// <returns>The link. The program stays attached until you dispose the link, the program or its object.</returns>
    /// <exception cref="System.InvalidOperationException">The program was not loaded.</exception>
    /// <exception cref="BpfException">The kernel rejected the attachment.</exception>
    public KernelLink Attach(ulong cookie = 0) => BoundAttachment.Attach(this, cookie);

    BpfLink IAutoAttach.Attach() => Attach();

    static TracingProgram IProgramHandle<TracingProgram>.Create(LoadedProgram program) => new(program);

    static bool IProgramHandle<TracingProgram>.Takes(ProgramType type) => type == ProgramType.Tracing;
}
