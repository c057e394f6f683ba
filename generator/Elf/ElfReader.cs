using System;
using System.Collections.Generic;
using BpfGen.Generator.Diagnostics;
using static BpfGen.Generator.Elf.ElfConstants;

namespace BpfGen.Generator.Elf;

/// <summary>Parses ELF object files. This class checks every length, offset and index, and does not throw on malformed files.</summary>
internal static class ElfReader
{
    /// <summary>
    /// The maximum sum of all section sizes, as a multiple of the file's size. The sections of a valid file do not overlap, but a malformed
    /// file can give the same bytes to very many sections.
    /// </summary>
    private const int MostCopies = 2;

    /// <returns>The object, or null if it cannot be parsed. The reasons are added to <paramref name="problems"/>.</returns>
    public static ElfObject? Read(byte[] bytes, ProblemList problems)
    {
        if (ElfHeader.Read(bytes, problems) is not { } header)
        {
            return null;
        }

        if (ReadSections(header, problems) is not { } sections
            || ElfSymbolReader.Read(header.Image, sections, problems) is not { } symbols)
        {
            return null;
        }

        var relocations = ElfRelocationReader.Read(header.Image, sections, symbols, problems);
        return relocations is null ? null : new ElfObject(header.Image, sections, symbols, relocations);
    }

    private static List<ElfSection>? ReadSections(ElfHeader header, ProblemList problems)
    {
        var image = header.Image;
        if (!image.Holds(header.SectionHeaders, SectionHeaderSize))
        {
            problems.Add(
                Rules.Malformed, $"the section header table, at offset {header.SectionHeaders}, is outside the file ({image.Length} "
                    + "bytes)");
            return null;
        }

        // If the section count does not fit into the file header, the first section header contains it. The same applies to the index of
        // the section that contains the section names.
        var first = image.Slice((int)header.SectionHeaders, SectionHeaderSize);
        var count = header.SectionCount != 0 ? header.SectionCount : image.UInt64(first.Slice(32));
        var names = header.NamesSection != SectionIndexExtended ? header.NamesSection : image.UInt32(first.Slice(40));
        if (count > (ulong)image.Length / SectionHeaderSize || !image.Holds(header.SectionHeaders, count * SectionHeaderSize))
        {
            problems.Add(
                Rules.Malformed,
                $"the section header table, {count} entries at offset {header.SectionHeaders}, extends past the end of the file "
                + $"({image.Length} bytes)");
            return null;
        }

        if (names >= count)
        {
            problems.Add(
                Rules.Malformed, $"the header has {names} as the index of the section name table, but the file has only {count} sections");
            return null;
        }

        var table = image.Slice((int)header.SectionHeaders, (int)count * SectionHeaderSize);
        var namesHeader = table.Slice((int)names * SectionHeaderSize);
        if (ReadSection(image, namesHeader, (int)names, "", problems) is not { } nameTable)
        {
            return null;
        }

        var sections = new List<ElfSection>((int)count);
        var sectionNames = new ElfNames(nameTable);
        var size = 0L;
        for (var i = 0; i < (int)count; i++)
        {
            var entry = table.Slice(i * SectionHeaderSize, SectionHeaderSize);
            if (!sectionNames.TryRead(image.UInt32(entry), out var name))
            {
                problems.Add(Rules.Malformed, $"the name of section {i} is outside the section name table");
                return null;
            }

            if (ReadSection(image, entry, i, name, problems) is not { } section)
            {
                return null;
            }

            sections.Add(section);
            size += section.Data.Length;
        }

        if (size > MostCopies * (long)image.Length)
        {
            problems.Add(
                Rules.Malformed, $"its sections overlap: together, they have {size} bytes, but the file has only {image.Length}");
            return null;
        }

        return sections;
    }

    private static ElfSection? ReadSection(ElfImage image, ReadOnlySpan<byte> entry, int index, string name, ProblemList problems)
    {
        var type = (ElfSectionType)image.UInt32(entry.Slice(4));
        var offset = image.UInt64(entry.Slice(24));
        var size = image.UInt64(entry.Slice(32));
        var hasBytes = type is not (ElfSectionType.NoBits or ElfSectionType.Null);
        if (hasBytes && !image.Holds(offset, size))
        {
            problems.Add(
                Rules.Malformed,
                $"section {index} {Printable.Name(name)}, {size} bytes at offset {offset}, extends past the end of the file "
                + $"({image.Length} bytes)");
            return null;
        }

        if (size > int.MaxValue)
        {
            problems.Add(Rules.Malformed, $"section {index} {Printable.Name(name)} has {size} bytes, which is more than {int.MaxValue}");
            return null;
        }

        return new ElfSection(
            image,
            index,
            name,
            type == ElfSectionType.Null ? ElfSectionType.NoBits : type,
            image.UInt64(entry.Slice(8)),
            hasBytes ? (int)offset : 0,
            (int)size,
            image.UInt32(entry.Slice(40)),
            image.UInt32(entry.Slice(44)));
    }
}
