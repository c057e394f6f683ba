using System.ComponentModel;
using BpfGen.Programs;

namespace BpfGen.Loading;

/// <summary>A program to load, as generated code describes it.</summary>
/// <param name="name">Its name in the kernel: at most 15 characters of <c>[A-Za-z0-9_.]</c>.</param>
/// <param name="type">Its type.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct ProgramDefinition(string name, ProgramType type)
{
    /// <summary>Its name in the kernel.</summary>
    public string Name { get; } = name;

    /// <summary>Its type.</summary>
    public ProgramType Type { get; } = type;

    /// <summary>The attach type that the kernel is told to expect.</summary>
    public AttachType ExpectedAttachType { get; init; }

    /// <summary>The <c>BPF_F_…</c> flags of the load.</summary>
    public uint Flags { get; init; }

    /// <summary>The section that it stood in.</summary>
    public string Section { get; init; } = "";

    /// <summary>The hook that the section's name gives; null where it gives none.</summary>
    public string? Target { get; init; }

    /// <summary>Whether it is loaded unless the options say something else: not where its section's name begins with <c>?</c>.</summary>
    public bool AutoLoad { get; init; } = true;

    /// <summary>The program that <see cref="Target"/> is a function of; null for the kernel.</summary>
    internal BpfProgram? TargetProgram { get; init; }

    /// <summary>For programs that are bound to the kernel by BTF: what they are bound to.</summary>
    public KernelReference AttachTo { get; init; }

    /// <summary>Finds what <see cref="Target"/> is, where the options have given another one.</summary>
    internal TargetFinder? Finder { get; init; }
}
