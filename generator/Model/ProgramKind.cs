namespace BpfGen.Generator.Model;

/// <summary>The kind of a program, derived from its section name.</summary>
/// <param name="Type">The program type.</param>
/// <param name="AttachType">The expected attach type with which the program is loaded; zero if the program type has none.</param>
/// <param name="Flags">The <c>BPF_F_…</c> flags with which the program is loaded.</param>
/// <param name="IsLegacyName">Whether other loaders accept the section name, but libbpf 1.0 and later do not.</param>
internal sealed record ProgramKind(ProgramType Type, AttachType AttachType, uint Flags, bool IsLegacyName = false)
{
    /// <summary>
    /// The section name without the target: <c>uprobe.s</c> for <c>uprobe.s/libc.so.6:malloc</c>. The name distinguishes kinds that have
    /// the same program type.
    /// </summary>
    public string Name { get; init; } = "";

    /// <summary>
    /// The target in the section name: <c>sched/sched_process_exec</c> for <c>tp/sched/sched_process_exec</c>; null if there is none.
    /// </summary>
    public string? Target { get; init; }

    /// <summary>Whether the program must be loaded with the BTF ID of its target in the kernel.</summary>
    public bool IsBound { get; init; }
}
