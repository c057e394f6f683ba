using System.Collections.Generic;

namespace BpfGen;

/// <summary>A program that an object file defines.</summary>
/// <param name="name">The name.</param>
/// <param name="type">The program type.</param>
/// <param name="section">The section's name.</param>
public sealed class DefinedProgram(string name, ProgramType type, string section)
{
    /// <summary>The name of the program's function.</summary>
    public string Name { get; } = name;

    /// <summary>The name of the C# property of the generated class.</summary>
    public string Property { get; init; } = "";

    /// <summary>The program type.</summary>
    public ProgramType Type { get; } = type;

    /// <summary>The attach type that the program is loaded with; 0 if the program type has none.</summary>
    public AttachType ExpectedAttachType { get; init; }

    /// <summary>The name of the section, without a leading <c>?</c>.</summary>
    public string Section { get; } = section;

    /// <summary>
    /// The target in the section's name: <c>sched/sched_process_exec</c> for <c>tp/sched/sched_process_exec</c>. Null if the name has no
    /// target.
    /// </summary>
    public string? Target { get; init; }

    /// <summary>The <c>BPF_F_…</c> flags that the program is loaded with (<c>uapi/linux/bpf.h</c>).</summary>
    public uint Flags { get; init; }

    /// <summary>The number of instructions, including those of all functions that the program calls.</summary>
    public int InstructionCount { get; init; }

    /// <summary>Whether the program is loaded by default: its section has no leading <c>?</c>.</summary>
    public bool AutoLoad { get; init; } = true;

    /// <summary>The names of the maps that the program uses.</summary>
    public IReadOnlyList<string> Maps { get; init; } = [];

    /// <summary>Returns the name.</summary>
    public override string ToString() => Name;
}
