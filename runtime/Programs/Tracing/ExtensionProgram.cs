using System;
using BpfGen.Errors;
using BpfGen.Interop;
using BpfGen.KernelFacts;
using BpfGen.Links;
using BpfGen.Loading;
using BpfGen.Programs;

namespace BpfGen;

/// <summary>
/// A program that replaces a function of another program (<c>SEC("freplace/function")</c>). The program is loaded for one function
/// (<see cref="ProgramOptions.AttachProgram"/>), but can also replace other functions with the same declaration. Since Linux 5.6.
/// </summary>
public sealed class ExtensionProgram : BpfProgram, IAutoAttach, IProgramHandle<ExtensionProgram>
{
    private ExtensionProgram(LoadedProgram program)
        : base(program)
    {
    }

    /// <inheritdoc/>
    public bool HasHook => Target is not null;

    /// <summary>
    /// Replaces the function that the program was loaded for. This works only for the program's first attachment, because the kernel then
    /// forgets the function.
    /// </summary>
    /// <returns>The link; disposing it restores the function.</returns>
    /// <exception cref="InvalidOperationException">The program was not loaded.</exception>
    /// <exception cref="BpfException">
    /// The kernel rejected the attachment: <c>EINVAL</c> if the program was attached before. In that case, name the function
    /// (<see cref="Attach(BpfProgram, string)"/>).
    /// </exception>
    public KernelLink Attach() => BoundAttachment.Attach(this);

    /// <summary>
    /// Replaces a function of a program: the program that this extension was loaded for, or another program. Since Linux 5.10.
    /// </summary>
    /// <param name="target">The program. It must have BTF.</param>
    /// <param name="function">
    /// The function's name: the main function of the target program or one of its subprograms. It must have the same
    /// parameters and return type as the function that this extension was loaded for.
    /// </param>
    /// <returns>The link; disposing it restores the function.</returns>
    /// <exception cref="ArgumentException">The program is null, or the function's name is null or empty.</exception>
    /// <exception cref="InvalidOperationException">One of the two programs was not loaded.</exception>
    /// <exception cref="BpfException">
    /// The target has no such function (no error number), or the kernel rejected the link: <c>EINVAL</c> if the function's declaration
    /// differs, <c>EBUSY</c> if another program replaces the function already.
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
            throw new BpfException("Attach", LinkFactory.Describe(this, hook), absence);
        }

        var attributes = new LinkCreateAttributes
        {
            TargetFd = extended.Number,
            Tracing = new TracingLinkAttributes { TargetBtfId = found.Id },
        };
        return LinkFactory.Create(this, ref attributes, hook, HintFor);
    }

    private static string? HintFor(int errno) => errno switch
    {
        Errno.EINVAL when RunningKernel.Version < FirstKernels.ExtensionTargets => "Passing the function to Attach requires Linux 5.10.",
        Errno.EINVAL =>
            "The function's declaration differs from the function that the program was loaded for, or the target's program type cannot " +
            "be extended.",
        Errno.EBUSY => "Another program replaces the function already.",
        Errno.EOPNOTSUPP or Errno.ENOTSUPP => ForeignArchitecture.Replacements(),
        _ => Hints.ForCapability(errno, Capability.Perfmon),
    };

    BpfLink IAutoAttach.Attach() => Attach();

    static ExtensionProgram IProgramHandle<ExtensionProgram>.Create(LoadedProgram program) => new(program);

    static bool IProgramHandle<ExtensionProgram>.Takes(ProgramType type) => type == ProgramType.Extension;
}
