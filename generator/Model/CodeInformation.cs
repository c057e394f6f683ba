using BpfGen.Generator.Collections;

namespace BpfGen.Generator.Model;

/// <summary>What the kernel is told of a function's instructions, as the numbers of its records.</summary>
/// <param name="Type">The BTF type of the function; 0 for none.</param>
/// <param name="Lines"><c>struct bpf_line_info</c>: instruction, file, line, number and column. The first is of the first instruction, or there is none.</param>
/// <param name="CoreRelocations"><c>struct bpf_core_relo</c>: offset in bytes, type, access, kind. The kernel resolves them against itself.</param>
internal sealed record CodeInformation(uint Type, EquatableArray<uint> Lines, EquatableArray<uint> CoreRelocations)
{
    public static CodeInformation None { get; } = new(0, [], []);
}
