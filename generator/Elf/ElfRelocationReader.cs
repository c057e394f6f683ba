using System.Collections.Generic;
using System.Linq;
using BpfGen.Generator.Diagnostics;
using static BpfGen.Generator.Elf.ElfConstants;

namespace BpfGen.Generator.Elf;

/// <summary>Reads the relocation sections of an object file.</summary>
internal static class ElfRelocationReader
{
    /// <returns>The relocations by the index of the section that they apply to. Null if a relocation section is malformed.</returns>
    public static Dictionary<int, IReadOnlyList<ElfRelocation>>? Read(
        ElfImage image, List<ElfSection> sections, List<ElfSymbol> symbols, ProblemList problems)
    {
        var result = new Dictionary<int, IReadOnlyList<ElfRelocation>>();
        foreach (var section in sections.Where(
            section => section.Type is ElfSectionType.Relocations or ElfSectionType.RelocationsWithAddend))
        {
            if (section.Info >= (uint)sections.Count)
            {
                problems.Add(
                    Rules.Malformed,
                    $"relocation section {Printable.Name(section.Name)} applies to section {section.Info}, which does not exist");
                return null;
            }

            var target = (int)section.Info;
            if (!IsRelocated(sections[target]))
            {
                continue;
            }

            if (section.Type == ElfSectionType.RelocationsWithAddend)
            {
                problems.Add(
                    Rules.UnknownRelocation,
                    Printable.Name(sections[target].Name),
                    "its relocations have addends (SHT_RELA), which eBPF compilers do not write");
                return null;
            }

            if (ReadSection(image, section, symbols, problems) is not { } relocations)
            {
                return null;
            }

            result[target] = result.TryGetValue(target, out var earlier)
                ? [.. earlier.Concat(relocations).OrderBy(r => r.Offset)]
                : relocations;
        }

        return result;
    }

    /// <summary>
    /// Tells whether the relocations of a section are read. Those of code, map definitions and variables are. Those of debug information
    /// are not needed. Those of jump tables are not needed either: the entries already hold their targets as offsets in the code section.
    /// </summary>
    private static bool IsRelocated(ElfSection target) =>
        target.IsExecutable || (target.IsAllocated && target.Name is not (".eh_frame" or ".jumptables"));

    private static List<ElfRelocation>? ReadSection(ElfImage image, ElfSection section, List<ElfSymbol> symbols, ProblemList problems)
    {
        var data = section.Data;
        if (data.Length % RelocationSize != 0)
        {
            problems.Add(
                Rules.Malformed,
                $"the {data.Length} bytes of section {Printable.Name(section.Name)} are not a whole number of {RelocationSize}-byte "
                + "relocations");
            return null;
        }

        var relocations = new List<ElfRelocation>(data.Length / RelocationSize);
        for (var i = 0; i < data.Length; i += RelocationSize)
        {
            var entry = data.Slice(i, RelocationSize);
            var info = image.UInt64(entry.Slice(8));
            var symbol = info >> 32;
            if (symbol >= (ulong)symbols.Count)
            {
                problems.Add(
                    Rules.Malformed,
                    $"entry {i / RelocationSize} of section {Printable.Name(section.Name)} refers to symbol {symbol}, "
                    + $"but the file has only {symbols.Count} symbols");
                return null;
            }

            relocations.Add(new ElfRelocation(image.UInt64(entry), (ElfRelocationType)(uint)info, symbols[(int)symbol]));
        }

        relocations.Sort((a, b) => a.Offset.CompareTo(b.Offset));
        return relocations;
    }
}
