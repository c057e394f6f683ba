namespace BpfGen.Generator.Model;

/// <summary>What a section's name says of the programs in it.</summary>
/// <param name="Type">The program type.</param>
/// <param name="AttachType">The attach type that the kernel is told to expect at load; zero where the program type has none.</param>
/// <param name="Flags">The <c>BPF_F_…</c> flags of the load.</param>
/// <param name="IsCompatibleSpelling">The name is one that libbpf 1.0 no longer takes, and older loaders do.</param>
internal sealed record ProgramKind(ProgramType Type, AttachType AttachType, uint Flags, bool IsCompatibleSpelling = false)
{
    /// <summary>The name without the hook: <c>uprobe.s</c> of <c>uprobe.s/libc.so.6:malloc</c>, which tells apart what is one program type to the kernel.</summary>
    public string Name { get; init; } = "";

    /// <summary>The hook that the name gives after the kind: <c>sched/sched_process_exec</c> of <c>tp/sched/sched_process_exec</c>; null where it gives none.</summary>
    public string? Target { get; init; }

    /// <summary>The load has to name what of the kernel the program is for, by its BTF id.</summary>
    public bool IsBound { get; init; }
}
