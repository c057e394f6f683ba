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
        var result = new Dictionary<int, List<ElfRelocation>>();
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

            if (!result.TryGetValue(target, out var relocations))
            {
                result.Add(target, relocations = []);
            }

            if (!ReadSection(image, section, sections[target], symbols, relocations, problems))
            {
                return null;
            }
        }

        // OrderBy is stable, so relocations with the same offset keep their order in the file.
        return result.ToDictionary(
            pair => pair.Key, IReadOnlyList<ElfRelocation> (pair) => [.. pair.Value.OrderBy(relocation => relocation.Offset)]);
    }

    /// <summary>
    /// Tells whether the relocations of a section are read. The relocations of code, map definitions and variables are read. The
    /// relocations of debug information are not needed. The relocations of jump tables are not needed either, because the entries of the
    /// tables already hold their targets as offsets in the code section.
    /// </summary>
    private static bool IsRelocated(ElfSection target) =>
        target.IsExecutable || (target.IsAllocated && target.Name is not (".eh_frame" or ".jumptables"));

    private static bool ReadSection(
        ElfImage image,
        ElfSection section,
        ElfSection target,
        List<ElfSymbol> symbols,
        List<ElfRelocation> relocations,
        ProblemList problems)
    {
        var data = section.Data;
        if (data.Length % RelocationSize != 0)
        {
            problems.Add(
                Rules.Malformed,
                $"the {data.Length} bytes of section {Printable.Name(section.Name)} are not a whole number of {RelocationSize}-byte "
                + "relocations");
            return false;
        }

        for (var i = 0; i < data.Length; i += RelocationSize)
        {
            var entry = data.Slice(i, RelocationSize);
            var info = image.UInt64(entry.Slice(8));
            var symbol = info >> 32;
            if (symbol >= (ulong)symbols.Count)
            {
                problems.Add(
                    Rules.Malformed,
                    $"entry {i / RelocationSize} of section {Printable.Name(section.Name)} refers to symbol {symbol}, but the file has "
                    + $"only {symbols.Count} symbols");
                return false;
            }

            var (offset, type) = (image.UInt64(entry), (ElfRelocationType)(uint)info);
            if (offset >= (ulong)target.Size && type != ElfRelocationType.None)
            {
                problems.Add(
                    Rules.Malformed,
                    $"entry {i / RelocationSize} of section {Printable.Name(section.Name)} applies to offset {offset} of section "
                    + $"{Printable.Name(target.Name)}, which has {target.Size} bytes");
                return false;
            }

            // Count the length of the name, because the linker looks up the name of each relocation's symbol.
            image.Effort.SpendName(symbols[(int)symbol].Name);
            relocations.Add(new ElfRelocation(offset, type, symbols[(int)symbol]));
        }

        return true;
    }
}
