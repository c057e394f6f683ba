using System;

namespace BpfGen.Loading;

/// <summary>The information that the kernel gets together with a program's instructions.</summary>
/// <param name="functions"><c>struct bpf_func_info</c>: two numbers for each function.</param>
/// <param name="lines"><c>struct bpf_line_info</c>: four numbers for each line.</param>
/// <param name="coreRelocations"><c>struct bpf_core_relo</c>: four numbers for each relocation.</param>
internal readonly ref struct ProgramInformation(ReadOnlySpan<uint> functions, ReadOnlySpan<uint> lines, ReadOnlySpan<uint> coreRelocations)
{
    /// <summary>The BTF types of the functions.</summary>
    public ReadOnlySpan<uint> Functions { get; } = functions;

    /// <summary>The source lines of the instructions.</summary>
    public ReadOnlySpan<uint> Lines { get; } = lines;

    /// <summary>The CO-RE relocations.</summary>
    public ReadOnlySpan<uint> CoreRelocations { get; } = coreRelocations;

    /// <summary>Whether the CO-RE relocations are applied already.</summary>
    public bool IsCoreResolved { get; init; }
}
