using BpfGen.Loading;

namespace BpfGen;

/// <summary>A program that takes the place of a function of another program (<c>SEC("freplace/function")</c>).</summary>
public sealed class ExtensionProgram : BpfProgram, IAutoAttach, IProgramHandle<ExtensionProgram>
{
    private ExtensionProgram(LoadedProgram program)
        : base(program)
    {
    }

    /// <inheritdoc/>
    public bool HasHook => Target is not null;

    /// <summary>Puts the program in the place of the function that it was loaded for.</summary>
    /// <returns>The link; disposing it brings the function back.</returns>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    public KernelLink Attach() => BoundAttachment.Attach(this);

    BpfLink IAutoAttach.Attach() => Attach();

    static ExtensionProgram IProgramHandle<ExtensionProgram>.Create(LoadedProgram program) => new(program);
}
