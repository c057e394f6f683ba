using System;
using System.Collections.Generic;

namespace BpfGen.Generator.Btf;

/// <summary>
/// The contents of <c>.BTF.ext</c>: records about an object's instructions. Each record starts with a byte offset in the code section.
/// </summary>
internal sealed class BtfExt(
    IReadOnlyDictionary<string, BtfRecords> functions,
    IReadOnlyDictionary<string, BtfRecords> lines,
    IReadOnlyDictionary<string, BtfRecords> core)
{
    /// <summary>
    /// Gets the function records in a range of a section. Each has the fields of <c>struct bpf_func_info</c>: offset, type.
    /// </summary>
    public ReadOnlySpan<uint[]> Functions(string section, int start, int end) => In(functions, section, start, end);

    /// <summary>
    /// Gets the line records in a range of a section. Each has the fields of <c>struct bpf_line_info</c>: offset, file name, text of the
    /// line, line number and column.
    /// </summary>
    public ReadOnlySpan<uint[]> Lines(string section, int start, int end) => In(lines, section, start, end);

    /// <summary>
    /// Gets the CO-RE relocations in a range of a section. Each has the fields of <c>struct bpf_core_relo</c>: offset, type, access, kind.
    /// </summary>
    public ReadOnlySpan<uint[]> Core(string section, int start, int end) => In(core, section, start, end);

    private static ReadOnlySpan<uint[]> In(IReadOnlyDictionary<string, BtfRecords> records, string section, int start, int end) =>
        records.TryGetValue(section, out var all) ? all.In(start, end) : [];
}
