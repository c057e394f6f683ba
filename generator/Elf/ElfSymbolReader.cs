using System.Collections.Generic;
using System.Linq;
using BpfGen.Generator.Diagnostics;
using static BpfGen.Generator.Elf.ElfConstants;

namespace BpfGen.Generator.Elf;

/// <summary>Reads the symbol table of an object file.</summary>
internal static class ElfSymbolReader
{
    public static List<ElfSymbol>? Read(ElfImage image, List<ElfSection> sections, ProblemList problems)
    {
        var tables = sections.Where(section => section.Type == ElfSectionType.SymbolTable).ToList();
        if (tables.Count != 1)
        {
            problems.Add(Rules.Malformed, tables.Count == 0
                ? "it has no symbol table, so its maps and programs have no names. If 'llvm-strip -s' removed the table, use "
                    + "'llvm-strip -g' instead"
                : $"it has {tables.Count} symbol tables, but an object has one");
            return null;
        }

        var table = tables[0];
        if (table.Link >= (uint)sections.Count || sections[(int)table.Link].Type != ElfSectionType.StringTable)
        {
            problems.Add(Rules.Malformed, $"the symbol table takes its names from section {table.Link}, which is not a string table");
            return null;
        }

        if (table.Size % SymbolSize != 0)
        {
            problems.Add(Rules.Malformed, $"the symbol table's {table.Size} bytes are not a whole number of {SymbolSize}-byte symbols");
            return null;
        }

        return ReadTable(image, table, sections, problems);
    }

    private static List<ElfSymbol>? ReadTable(ElfImage image, ElfSection table, List<ElfSection> sections, ProblemList problems)
    {
        var names = new ElfNames(sections[(int)table.Link]);
        var data = table.Data;
        var symbols = new List<ElfSymbol>(data.Length / SymbolSize);
        for (var i = 0; i < data.Length / SymbolSize; i++)
        {
            var entry = data.Slice(i * SymbolSize, SymbolSize);
            if (!names.TryRead(image.UInt32(entry), out var name))
            {
                problems.Add(Rules.Malformed, $"the name of symbol {i} is outside the string table");
                return null;
            }

            var section = image.UInt16(entry.Slice(6));
            if (section < SectionIndexReserved && section >= sections.Count)
            {
                problems.Add(
                    Rules.Malformed,
                    $"symbol {Printable.Name(name)} is defined in section {section}, but the file has only {sections.Count} sections");
                return null;
            }

            symbols.Add(new ElfSymbol(
                i,
                name,
                (ElfSymbolType)(entry[4] & 0xf),
                (ElfSymbolBinding)(entry[4] >> 4),
                section,
                image.UInt64(entry.Slice(8)),
                image.UInt64(entry.Slice(16)),
                IsHidden: (entry[5] & 3) is 1 or 2));
        }

        return symbols;
    }
}
