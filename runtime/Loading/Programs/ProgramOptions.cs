using BpfGen.Loading;
using BpfGen.Programs;

namespace BpfGen;

/// <summary>Load options of one program. An option that is null keeps the value in the object.</summary>
/// <example>
/// <code>
/// using var trace = ExecTrace.Load(new()
/// {
///     Programs =
///     {
///         OnExit = { AutoLoad = false },
///         OnFunction = { AttachTarget = "vfs_read" },
///     },
/// });
/// </code>
/// </example>
public sealed class ProgramOptions
{
    /// <summary>
    /// Only the setters of the targets refer to the finder. So if an application sets no target, trimming removes the finder.
    /// </summary>
    private TargetFinder? _finder;

    internal ProgramOptions()
    {
    }

    /// <summary>
    /// Whether to load the program; null to follow its section, which skips the program only if its name begins with <c>?</c>. A
    /// skipped program keeps its property, but using it throws <see cref="System.InvalidOperationException"/>. Its
    /// entries in program arrays stay empty: a tail call to an empty entry fails, and the calling program continues.
    /// </summary>
    public bool? AutoLoad { get; set; }

    /// <summary>
    /// The hook to use instead of the hook in the program's section; null to follow the section. Programs that are bound by BTF (fentry,
    /// lsm and so on) are bound to this hook at load time.
    /// </summary>
    public string? AttachTarget
    {
        get;
        set
        {
            field = value;
            _finder = KernelTargetFinder.Instance;
        }
    }

    /// <summary>
    /// The program whose function <see cref="AttachTarget"/> names, such as the program that an extension (<c>freplace</c>) extends;
    /// null if the target is a function of the kernel.
    /// </summary>
    public BpfProgram? AttachProgram
    {
        get;
        set
        {
            field = value;
            _finder = KernelTargetFinder.Instance;
        }
    }

    /// <summary>Returns the object's definition with these options applied.</summary>
    internal ProgramDefinition ApplyTo(in ProgramDefinition definition, bool? autoLoadAll) => definition with
    {
        AutoLoad = AutoLoad ?? autoLoadAll ?? definition.AutoLoad,
        Target = AttachTarget ?? definition.Target,
        TargetProgram = AttachProgram,
        Finder = _finder,
    };
}
