using System.ComponentModel;
using System.Runtime.CompilerServices;
using BpfGen.Programs;

namespace BpfGen.Loading;

/// <summary>A program to load, as generated code describes it.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed record ProgramDefinition
{
    /// <summary>Creates a definition.</summary>
    /// <param name="name">The whole name. The kernel keeps 15 characters of it.</param>
    /// <param name="type">The program type.</param>
    public ProgramDefinition(string name, ProgramType type)
    {
        Name = name;
        Type = type;
    }

    /// <summary>The whole name. The kernel keeps 15 characters of it.</summary>
    public string Name { get; }

    /// <summary>The program type.</summary>
    public ProgramType Type { get; init; }

    /// <summary>The attach type that the kernel verifies the program for (<c>expected_attach_type</c>).</summary>
    public AttachType ExpectedAttachType { get; init; }

    /// <summary>The <c>BPF_F_…</c> flags of the load.</summary>
    public uint Flags { get; init; }

    /// <summary>The section that holds the program.</summary>
    public string Section { get; init; } = "";

    /// <summary>The hook in the section's name; null if the section names no hook.</summary>
    public string? Target { get; init; }

    /// <summary>Whether the program is loaded by default. False if the section's name begins with <c>?</c>.</summary>
    public bool AutoLoad { get; init; } = true;

    /// <summary>
    /// Whether the load options make the program optional: the load leaves it out if the kernel lacks something that it requires.
    /// </summary>
    internal bool IsOptional { get; init; }

    /// <summary>The program that contains the target function; null if <see cref="Target"/> is a function of the kernel.</summary>
    internal BpfProgram? TargetProgram { get; init; }

    /// <summary>For programs that are bound by BTF: the function or tracepoint that the program is bound to.</summary>
    public KernelReference AttachTo { get; init; }

    /// <summary>
    /// The content of the verifier's log. With <see cref="VerifierLogLevel.None"/>, the kernel writes a log only if it rejects the program.
    /// </summary>
    internal VerifierLogLevel LogLevel { get; init; }

    /// <summary>The size of the first buffer for the verifier's log, in bytes; 0 for the default.</summary>
    internal uint LogSize { get; init; }

    /// <summary>Finds <see cref="Target"/> at load time if the options changed it; null if they did not.</summary>
    internal TargetFinder? Finder { get; init; }

    /// <inheritdoc/>
    public bool Equals(ProgramDefinition? other) => ReferenceEquals(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => RuntimeHelpers.GetHashCode(this);

    /// <summary>Returns the name.</summary>
    public override string ToString() => Name;
}
