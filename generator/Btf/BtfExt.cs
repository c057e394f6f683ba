using System.Collections.Generic;
using System.Linq;

namespace BpfGen.Generator.Btf;

/// <summary>
/// What an object says of its instructions. The first number of each record is where it belongs: an offset in the section, in bytes.
/// </summary>
internal sealed class BtfExt(
    IReadOnlyDictionary<string, List<uint[]>> functions, IReadOnlyDictionary<string, List<uint[]>> lines, IReadOnlyDictionary<string, List<uint[]>> core)
{
    /// <summary><c>struct bpf_func_info</c>: offset, type.</summary>
    public IEnumerable<uint[]> Functions(string section, int start, int end) => In(functions, section, start, end);

    /// <summary><c>struct bpf_line_info</c>: offset, file name, line, line number and column.</summary>
    public IEnumerable<uint[]> Lines(string section, int start, int end) => In(lines, section, start, end);

    /// <summary><c>struct bpf_core_relo</c>: offset, type, access, kind.</summary>
    public IEnumerable<uint[]> Core(string section, int start, int end) => In(core, section, start, end);

    private static IEnumerable<uint[]> In(IReadOnlyDictionary<string, List<uint[]>> records, string section, int start, int end) =>
        records.TryGetValue(section, out var all)
            ? all.Where(record => record[0] >= (uint)start && record[0] < (uint)end).OrderBy(record => record[0])
            : [];
}
