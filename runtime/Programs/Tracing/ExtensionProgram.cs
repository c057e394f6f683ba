using System;
using BpfGen.Errors;
using BpfGen.Interop;
using BpfGen.KernelFacts;
using BpfGen.Links;
using BpfGen.Loading;
using BpfGen.Programs;

namespace BpfGen;

/// <summary>
/// A program that takes the place of a function of another program (<c>SEC("freplace/function")</c>). It is loaded for one
/// (<see cref="ProgramOptions.AttachProgram"/>), and may take the place of others that are declared alike.
/// </summary>
public sealed class ExtensionProgram : BpfProgram, IAutoAttach, IProgramHandle<ExtensionProgram>
{
    private ExtensionProgram(LoadedProgram program)
        : base(program)
    {
    }

    /// <inheritdoc/>
    public bool HasHook => Target is not null;

    /// <summary>Puts the program in the place of the function that it was loaded for. The kernel forgets which it was with the first attachment of any kind.</summary>
    /// <returns>The link; disposing it brings the function back.</returns>
    /// <exception cref="BpfException">
    /// The kernel refuses: <c>EINVAL</c> where the program was attached before, and the function has to be named (<see cref="Attach(BpfProgram, string)"/>).
    /// </exception>
    public KernelLink Attach() => BoundAttachment.Attach(this);

    /// <summary>Puts the program in the place of a function of any program: of the one that it was loaded for, or of another. Since Linux 5.10.</summary>
    /// <param name="target">The program, which is loaded with its types (BTF).</param>
    /// <param name="function">The function's name, which may be that of the program itself; its parameters and result are those of the function that this was loaded for.</param>
    /// <returns>The link; disposing it brings the function back.</returns>
    /// <exception cref="BpfException">
    /// The program has no such function (<c>ESRCH</c>), or the kernel refuses: <c>EINVAL</c> where the function is declared otherwise, <c>EBUSY</c> where
    /// another program has its place.
    /// </exception>
    public KernelLink Attach(BpfProgram target, string function)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentException.ThrowIfNullOrEmpty(function);
        var hook = $"function '{function}' of program '{target.Name}'";
        using var extension = Descriptor.Use();
        using var extended = target.Descriptor.Use();
        var found = ProgramFunctions.Find(target, function);
        if (found.Absence is { } absence)
        {
            throw new BpfException("BPF_LINK_CREATE", Errno.ESRCH, LinkFactory.Describe(this, hook), absence);
        }

        var attributes = new LinkCreateAttributes { TargetFd = extended.Number, Tracing = new TracingLinkAttributes { TargetBtfId = found.Id } };
        return LinkFactory.Create(this, ref attributes, hook, HintFor);
    }

    private static string? HintFor(int errno) => errno switch
    {
        Errno.EINVAL when RunningKernel.Version < FirstKernels.ExtensionTargets => "Naming the function at the attachment came with Linux 5.10.",
        Errno.EINVAL => "The function is not declared as the one that the program was loaded for, or its program is none that can be extended.",
        Errno.EBUSY => "Another program has the function's place.",
        _ => Hints.ForCapability(errno, Capability.Perfmon),
    };

    BpfLink IAutoAttach.Attach() => Attach();

    static ExtensionProgram IProgramHandle<ExtensionProgram>.Create(LoadedProgram program) => new(program);

    static bool IProgramHandle<ExtensionProgram>.Takes(ProgramType type) => type == ProgramType.Extension;
}
