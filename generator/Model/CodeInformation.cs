using BpfGen.Generator.Collections;

namespace BpfGen.Generator.Model;

/// <summary>
/// The debug information of a function's instructions that the kernel reads. Each list holds the fields of its records in sequence.
/// </summary>
/// <param name="Type">The BTF type ID of the function; 0 if it has none.</param>
/// <param name="Lines">
/// The <c>struct bpf_line_info</c> records: instruction, file, line, number and column. Empty, or the first record is for the function's
/// first instruction.
/// </param>
/// <param name="CoreRelocations">
/// The <c>struct bpf_core_relo</c> records: offset in bytes, type, access string, kind. The kernel resolves these relocations against its
/// own BTF.
/// </param>
internal sealed record CodeInformation(uint Type, EquatableArray<uint> Lines, EquatableArray<uint> CoreRelocations)
{
    public static CodeInformation None { get; } = new(0, [], []);
}
