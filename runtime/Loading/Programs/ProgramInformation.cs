using System;

namespace BpfGen.Loading;

/// <summary>What the kernel is told of a program's instructions, besides the instructions.</summary>
/// <param name="functions"><c>struct bpf_func_info</c>: two numbers each.</param>
/// <param name="lines"><c>struct bpf_line_info</c>: four numbers each.</param>
/// <param name="coreRelocations"><c>struct bpf_core_relo</c>: four numbers each.</param>
internal readonly ref struct ProgramInformation(ReadOnlySpan<uint> functions, ReadOnlySpan<uint> lines, ReadOnlySpan<uint> coreRelocations)
{
    /// <summary>Which type each function has.</summary>
    public ReadOnlySpan<uint> Functions { get; } = functions;

    /// <summary>Which source line each instruction comes from.</summary>
    public ReadOnlySpan<uint> Lines { get; } = lines;

    /// <summary>What depends on the running kernel.</summary>
    public ReadOnlySpan<uint> CoreRelocations { get; } = coreRelocations;
}
