using System;
using System.Collections.Generic;
using System.Linq;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Elf;

namespace BpfGen.Generator.Btf;

/// <summary>Reads <c>.BTF.ext</c>: the types of functions, the source lines of instructions, and the CO-RE relocations.</summary>
internal static class BtfExtReader
{
    private const int SmallestHeader = 24;
    private const int HeaderWithCore = 32;
    private const int FunctionWords = 2;
    private const int LineWords = 4;
    private const int CoreWords = 4;

    /// <returns>The records, or null if they cannot be read; <paramref name="problems"/> has the reason.</returns>
    public static BtfExt? Read(ElfImage image, ReadOnlySpan<byte> section, BtfTypes types, ProblemList problems)
    {
        if (section.Length < SmallestHeader || image.UInt16(section) != 0xeb9f)
        {
            return Damaged(problems, $"its {section.Length} bytes do not begin with a header");
        }

        var header = image.UInt32(section.Slice(4));
        if (header < SmallestHeader || header > (uint)section.Length)
        {
            return Damaged(problems, $"its header claims a size of {header} bytes, but the section has {section.Length}");
        }

        var body = section.Slice((int)header);
        var functions = ReadPart(image, body, image.UInt32(section.Slice(8)), image.UInt32(section.Slice(12)), FunctionWords, types);
        var lines = ReadPart(image, body, image.UInt32(section.Slice(16)), image.UInt32(section.Slice(20)), LineWords, types);
        var core = header >= HeaderWithCore
            ? ReadPart(image, body, image.UInt32(section.Slice(24)), image.UInt32(section.Slice(28)), CoreWords, types)
            : [];
        return functions is null || lines is null || core is null
            ? Damaged(problems, "a list of records is damaged, or extends past its end")
            : new BtfExt(functions, lines, core);
    }

    /// <returns>
    /// The records by the name of their section. Each record is cut to its first <paramref name="words"/> 32-bit words, because the kernel
    /// supports only these. Null if a record or a name is out of range.
    /// </returns>
    private static Dictionary<string, BtfRecords>? ReadPart(
        ElfImage image, ReadOnlySpan<byte> body, uint offset, uint size, int words, BtfTypes types)
    {
        var result = new Dictionary<string, List<uint[]>>(StringComparer.Ordinal);
        if (size == 0)
        {
            return [];
        }

        if ((ulong)offset + size > (ulong)body.Length || size < sizeof(uint))
        {
            return null;
        }

        var part = body.Slice((int)offset, (int)size);
        var recordSize = image.UInt32(part);
        part = part.Slice(sizeof(uint));
        if (recordSize < words * sizeof(uint) || recordSize > 256)
        {
            return null;
        }

        while (part.Length >= 2 * sizeof(uint))
        {
            var count = image.UInt32(part.Slice(sizeof(uint)));
            var name = types.Strings.At(image.UInt32(part));
            image.Effort.SpendName(name ?? "");
            part = part.Slice(2 * sizeof(uint));
            if (name is null || (ulong)count * recordSize > (ulong)part.Length)
            {
                return null;
            }

            if (!result.TryGetValue(name, out var records))
            {
                result.Add(name, records = []);
            }

            for (var i = 0; i < (int)count; i++)
            {
                image.Effort.Spend(words);
                records.Add(Record(image, part, words));
                part = part.Slice((int)recordSize);
            }
        }

        return result.ToDictionary(pair => pair.Key, pair => new BtfRecords(pair.Value));
    }

    private static uint[] Record(ElfImage image, ReadOnlySpan<byte> bytes, int words)
    {
        var record = new uint[words];
        for (var i = 0; i < words; i++)
        {
            record[i] = image.UInt32(bytes.Slice(i * sizeof(uint)));
        }

        return record;
    }

    private static BtfExt? Damaged(ProblemList problems, string what)
    {
        problems.Add(Rules.Malformed, $"section '.BTF.ext' cannot be read: {what}");
        return null;
    }
}
