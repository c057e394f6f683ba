using BpfGen.Generator.Collections;

namespace BpfGen.Generator.Model;

/// <summary>
/// The debug information of a function's instructions that the kernel reads. Each list contains the fields of all its records, one record
/// after another.
/// </summary>
/// <param name="Type">The BTF type ID of the function; 0 if the function has no BTF type.</param>
/// <param name="Lines">
/// The <c>struct bpf_line_info</c> records: instruction, file name, text of the line, line number and column. If the list is not empty, its
/// first record is for the function's first instruction.
/// </param>
/// <param name="CoreRelocations">
/// The <c>struct bpf_core_relo</c> records: offset in bytes, type, access string, kind. The kernel resolves these relocations with its own
/// BTF.
/// </param>
internal sealed record CodeInformation(uint Type, EquatableArray<uint> Lines, EquatableArray<uint> CoreRelocations)
{
    public static CodeInformation None { get; } = new(0, [], []);
}
