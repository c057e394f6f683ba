using BpfGen.Links;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>
/// A program bound to a function or tracepoint of the kernel by its BTF, when it is loaded (<c>SEC("fentry/do_unlinkat")</c>, <c>fexit</c>,
/// <c>fmod_ret</c>, <c>tp_btf/sched_switch</c>): it sees typed arguments.
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
    /// <param name="cookie">What <c>bpf_get_attach_cookie()</c> answers in the program (Linux 6.0).</param>
    /// <returns>The link; disposing it takes the program off the hook.</returns>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    public KernelLink Attach(ulong cookie = 0) => BoundAttachment.Attach(this, cookie);

    BpfLink IAutoAttach.Attach() => Attach();

    static TracingProgram IProgramHandle<TracingProgram>.Create(LoadedProgram program) => new(program);

    static bool IProgramHandle<TracingProgram>.Takes(ProgramType type) => type == ProgramType.Tracing;
}
