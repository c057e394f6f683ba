namespace BpfGen.Generator.Model;

/// <summary>What the kernel is told of a program's instructions, as the numbers of its records.</summary>
/// <param name="Functions"><c>struct bpf_func_info</c>: instruction, type.</param>
/// <param name="Lines"><c>struct bpf_line_info</c>: instruction, file, line, number and column.</param>
/// <param name="CoreRelocations"><c>struct bpf_core_relo</c>: offset in bytes, type, access, kind. The kernel resolves them against itself.</param>
internal sealed record CodeInformation(EquatableArray<uint> Functions, EquatableArray<uint> Lines, EquatableArray<uint> CoreRelocations)
{
    public static CodeInformation None { get; } = new([], [], []);

    public bool IsEmpty => Functions.Count == 0 && Lines.Count == 0;
}
