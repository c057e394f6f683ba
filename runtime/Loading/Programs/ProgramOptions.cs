using System;
using BpfGen.Errors;
using BpfGen.KernelFacts;
using BpfGen.Loading;
using BpfGen.Programs;

namespace BpfGen;

/// <summary>
/// Load options of one program. A property that you do not set has the value in the object, so you can read the program's definition before
/// the load.
/// </summary>
/// <example>
/// <code>
/// using var trace = ExecTrace.Load(new()
/// {
///     Programs =
///     {
///         OnExit = { AutoLoad = false },
///         OnFunction = { AttachTarget = "vfs_read", LogLevel = VerifierLogLevel.Statistics },
///     },
/// });
/// Console.WriteLine(trace.OnFunction.GetVerifierStatistics().ProcessedInstructions);
/// </code>
/// </example>
public sealed class ProgramOptions
{
    /// <summary>The default size of the first buffer for the verifier's log, in bytes.</summary>
    internal const uint UsualLogSize = 64 * 1024;

    private readonly ObjectOptions _owner;
    private readonly ProgramDefinition _own;
    private bool? _autoLoad;
    private string? _attachTarget;
    private ProgramType? _type;
    private AttachType? _expectedAttachType;
    private uint? _flags;
    private VerifierLogLevel? _logLevel;
    private uint? _logSize;

    /// <summary>
    /// Finds the attach target by BTF. Only the setters of the options that can change the target refer to the class of the finder. If an
    /// application uses none of these setters, trimming removes the class.
    /// </summary>
    private TargetFinder? _finder;

    /// <param name="owner">The options of the object.</param>
    /// <param name="own">The object's definition of the program.</param>
    internal ProgramOptions(ObjectOptions owner, ProgramDefinition own)
    {
        _owner = owner;
        _own = own;
    }

    /// <summary>
    /// Whether to load the program. If you do not set it, the program is loaded unless its section's name begins with <c>?</c>. A
    /// skipped program keeps its property, but using it throws <see cref="InvalidOperationException"/>. Its
    /// entries in program arrays stay empty: a tail call to an empty entry fails, and the calling program continues.
    /// </summary>
    public bool AutoLoad
    {
        get => _autoLoad ?? _owner.AutoLoad ?? _own.AutoLoad;
        set
        {
            _autoLoad = value;
            if (value)
            {
                _owner.Capabilities |= ProgramCapabilities.Of(_own.Type, _own.ExpectedAttachType);
            }
        }
    }

    /// <summary>
    /// Whether to leave the program out if the kernel lacks something that the program requires: its hook, its program type, a kernel
    /// function (kfunc), a symbol, or a kernel configuration value. If false, loading or attaching the whole object fails in this case.
    /// </summary>
    /// <remarks>
    /// <para>
    /// If the kernel binds the program to its hook by BTF (<c>fentry</c>, <c>lsm</c> and so on) and does not have the hook, the load leaves
    /// the program out. <see cref="BpfProgram.IsLoaded"/> is then false, and <see cref="BpfProgram.LoadFailure"/> has the reason. Other
    /// hooks, such as kprobes and tracepoints, are looked up only when <c>Attach()</c> of the object is called. If such a hook is missing,
    /// <c>Attach()</c> leaves the program out. <see cref="BpfLinkSet.Missing"/> lists the programs that the load or <c>Attach()</c> left
    /// out.
    /// </para>
    /// <para>
    /// A program that the verifier rejects is an error, and so are missing permissions and resources.
    /// </para>
    /// </remarks>
    public bool Optional { get; set; }

    /// <summary>
    /// The attach target, such as the name of a function. The value that you set replaces the target in the program's section; null
    /// restores the section's target. Null if neither the options nor the section name a target. The kernel binds some programs (fentry,
    /// lsm and others) to this target at load time.
    /// </summary>
    public string? AttachTarget
    {
        get => _attachTarget ?? _own.Target;
        set
        {
            _attachTarget = value;
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

    /// <summary>
    /// The program type. Loading throws <see cref="ArgumentException"/> if the class of the program's property does not support the type.
    /// </summary>
    public ProgramType Type
    {
        get => _type ?? _own.Type;
        set => _type = value;
    }

    /// <summary>
    /// The attach type that the program is verified for, such as <see cref="AttachType.XdpDevmap"/>; zero if the program type has none.
    /// Loading throws <see cref="ArgumentException"/> if the class of the program's property does not support hooks of this attach type.
    /// </summary>
    public AttachType ExpectedAttachType
    {
        get => _expectedAttachType ?? _own.ExpectedAttachType;
        set
        {
            _expectedAttachType = value;

            // Search for the target again at load time: the new attach type may need a tracepoint's BTF instead of a function's.
            _finder = KernelTargetFinder.Instance;
        }
    }

    /// <summary>
    /// The <c>BPF_F_…</c> flags of the load, such as <c>BPF_F_SLEEPABLE</c> and <c>BPF_F_XDP_HAS_FRAGS</c> (<c>uapi/linux/bpf.h</c>). They
    /// replace the flags that the section's name implies.
    /// </summary>
    public uint Flags
    {
        get => _flags ?? _own.Flags;
        set => _flags = value;
    }

    /// <summary>
    /// The content of the verifier's log. After the load, read the log with <see cref="BpfProgram.VerifierLog"/> and
    /// <see cref="BpfProgram.GetVerifierStatistics"/>. If the verifier rejects the program, <see cref="VerifierException.Log"/> always has
    /// the log.
    /// </summary>
    public VerifierLogLevel LogLevel
    {
        get => _logLevel ?? _owner.LogLevel;
        set => _logLevel = value;
    }

    /// <summary>
    /// The size of the first buffer for the verifier's log in bytes; 65,536 if you do not set it. If the log is larger, the load is
    /// repeated with a buffer of four times the size, up to 16 MiB. A larger size saves these repetitions.
    /// </summary>
    public uint LogSize
    {
        get => _logSize ?? _owner.LogSize;
        set => _logSize = value;
    }

    /// <summary>Applies the options, and checks them.</summary>
    /// <param name="definition">The object's definition.</param>
    /// <exception cref="ArgumentException">The options contradict the hook of the program's section.</exception>
    internal ProgramDefinition Prepare(ProgramDefinition definition)
    {
        if (HookKind.Of(Type, ExpectedAttachType) != HookKind.Of(Type, definition.ExpectedAttachType))
        {
            throw new ArgumentException(
                $"The options of program '{definition.Name}' set ExpectedAttachType to {KindNames.Of(ExpectedAttachType)}, but the class " +
                $"of its property is for other hooks. Change the section '{definition.Section}' of the program.");
        }

        return definition with
        {
            AutoLoad = AutoLoad,
            IsOptional = Optional,
            Target = AttachTarget,
            TargetProgram = AttachProgram,
            Finder = _finder,
            Type = Type,
            ExpectedAttachType = ExpectedAttachType,
            Flags = Flags,
            LogLevel = LogLevel,
            LogSize = LogSize,
        };
    }
}
