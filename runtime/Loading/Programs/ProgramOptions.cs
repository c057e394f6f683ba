using BpfGen.Loading;
using BpfGen.Programs;

namespace BpfGen;

/// <summary>What the load of an object makes of one program, where that is not what the object says.</summary>
public sealed class ProgramOptions
{
    /// <summary>Where nobody gives a target, nothing that could find one needs to be in the program: only these setters name it.</summary>
    private TargetFinder? _finder;

    internal ProgramOptions()
    {
    }

    /// <summary>
    /// Whether the program is loaded; null for what its section says, which is yes unless its name begins with <c>?</c>. One that is not loaded
    /// has a handle that cannot be used.
    /// </summary>
    public bool? AutoLoad { get; set; }

    /// <summary>What the program is for, in place of the hook that its section names. Programs that are bound to the kernel by BTF (fentry, lsm …) are bound at load.</summary>
    public string? AttachTarget
    {
        get;
        set
        {
            field = value;
            _finder = KernelTargetFinder.Instance;
        }
    }

    /// <summary>The program whose function <see cref="AttachTarget"/> is, where that is no function of the kernel: what an extension (<c>freplace</c>) replaces.</summary>
    public BpfProgram? AttachProgram
    {
        get;
        set
        {
            field = value;
            _finder = KernelTargetFinder.Instance;
        }
    }

    /// <summary>The program as it is loaded: what the object says, but for what is asked here.</summary>
    internal ProgramDefinition ApplyTo(in ProgramDefinition definition, bool? autoLoadAll) => definition with
    {
        AutoLoad = AutoLoad ?? autoLoadAll ?? definition.AutoLoad,
        Target = AttachTarget ?? definition.Target,
        TargetProgram = AttachProgram,
        Finder = _finder,
    };
}
