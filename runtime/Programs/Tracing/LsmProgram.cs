using BpfGen.Links;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>A program on a hook of the Linux security modules (<c>SEC("lsm/file_open")</c>): what it returns can forbid what is about to happen.</summary>
public sealed class LsmProgram : BpfProgram, IAutoAttach, IProgramHandle<LsmProgram>
{
    private LsmProgram(LoadedProgram program)
        : base(program)
    {
    }

    /// <inheritdoc/>
    public bool HasHook => Target is not null;

    /// <summary>Attaches the program to the hook that it was loaded for. It runs only where <c>bpf</c> is among the kernel's modules (<c>lsm=…,bpf</c>).</summary>
    /// <param name="cookie">What <c>bpf_get_attach_cookie()</c> answers in the program (Linux 6.0).</param>
    /// <returns>The link; disposing it takes the program off the hook.</returns>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    public KernelLink Attach(ulong cookie = 0) => BoundAttachment.Attach(this, cookie);

    BpfLink IAutoAttach.Attach() => Attach();

    static LsmProgram IProgramHandle<LsmProgram>.Create(LoadedProgram program) => new(program);

    static bool IProgramHandle<LsmProgram>.Takes(ProgramType type) => type == ProgramType.Lsm;
}
