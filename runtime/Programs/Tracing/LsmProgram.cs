using BpfGen.Links;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>
/// A program on a hook of the Linux security modules (<c>SEC("lsm/file_open")</c>). Its return value can deny the operation. Since
/// Linux 5.7.
/// </summary>
public sealed class LsmProgram : BpfProgram, IAutoAttach, IProgramHandle<LsmProgram>
{
    private LsmProgram(LoadedProgram program)
        : base(program)
    {
    }

    /// <inheritdoc/>
    public bool HasHook => Target is not null;

    /// <summary>
    /// Attaches the program to the hook that it was loaded for. The program runs only if <c>bpf</c> is in the kernel's list of active
    /// security modules (<c>lsm=…,bpf</c>).
    /// </summary>
    /// <param name="cookie">The value that <c>bpf_get_attach_cookie()</c> returns in the program. Since Linux 6.0.</param>
    /// <returns>The link. The program stays attached until you dispose the link, the program or its object.</returns>
    /// <exception cref="System.InvalidOperationException">The program was not loaded.</exception>
    /// <exception cref="BpfException">The kernel rejected the attachment: <c>EBUSY</c> if another tracer has patched the hook.</exception>
    public KernelLink Attach(ulong cookie = 0) => BoundAttachment.Attach(this, cookie);

    BpfLink IAutoAttach.Attach() => Attach();

    static LsmProgram IProgramHandle<LsmProgram>.Create(LoadedProgram program) => new(program);

    static bool IProgramHandle<LsmProgram>.Takes(ProgramType type) => type == ProgramType.Lsm;
}
