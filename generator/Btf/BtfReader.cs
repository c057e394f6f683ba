using System;
using System.Collections.Generic;
using BpfGen.Btf;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Elf;

namespace BpfGen.Generator.Btf;

/// <summary>Reads the types in an object's <c>.BTF</c> section. It believes no length, offset or id in it.</summary>
internal static class BtfReader
{
    private const ushort Magic = 0xeb9f;
    private const int SmallestHeader = 24;

    /// <returns>The types, or null where they cannot be read; <paramref name="problems"/> says why.</returns>
    public static BtfTypes? Read(ElfImage image, ReadOnlySpan<byte> section, ProblemList problems)
    {
        if (section.Length < SmallestHeader || image.UInt16(section) != Magic)
        {
            return Damaged(problems, $"its {section.Length} bytes do not begin with a BTF header");
        }

        var header = image.UInt32(section.Slice(4));
        var (typesStart, typesSize) = (image.UInt32(section.Slice(8)), image.UInt32(section.Slice(12)));
        var (stringsStart, stringsSize) = (image.UInt32(section.Slice(16)), image.UInt32(section.Slice(20)));
        if (section[2] != 1 || header < SmallestHeader || header > section.Length)
        {
            return Damaged(
                problems, $"its version is {section[2]} and its header has {header} bytes; BpfGen supports version 1 with at least "
                    + $"{SmallestHeader} bytes");
        }

        var rest = (ulong)section.Length - header;
        if ((ulong)typesStart + typesSize > rest || (ulong)stringsStart + stringsSize > rest)
        {
            return Damaged(problems, "its types or its strings extend past its end");
        }

        var layout = new BtfLayout((int)(header + typesStart), (int)typesSize, (int)(header + stringsStart), (int)stringsSize);
        return ReadTypes(image, section, layout, problems);
    }

    private static BtfTypes? ReadTypes(ElfImage image, ReadOnlySpan<byte> section, BtfLayout layout, ProblemList problems)
    {
        var types = new List<BtfType> { new(0, BtfKind.Void, "", 0, 0, false, 0) };
        var end = layout.Types + layout.TypesSize;
        for (var offset = layout.Types; offset < end;)
        {
            if (end - offset < BtfKinds.CommonSize)
            {
                return Damaged(problems, $"type {types.Count} is cut off");
            }

            var record = section.Slice(offset);
            var info = image.UInt32(record.Slice(4));
            var kind = BtfKinds.Of(info);
            var count = BtfKinds.CountOf(info);
            if (TailSize(kind, count) is not { } tail || tail > end - offset - BtfKinds.CommonSize)
            {
                return Damaged(problems, $"type {types.Count} has the unknown kind {(int)kind}, or is cut off");
            }

            if (Name(section, layout, image.UInt32(record)) is not { } name)
            {
                return Damaged(problems, $"the name of type {types.Count} is outside its strings");
            }

            types.Add(new BtfType((uint)types.Count, kind, name, count, image.UInt32(record.Slice(8)), info >> 31 != 0, offset));
            offset += BtfKinds.CommonSize + tail;
        }

        return new BtfTypes(image, section.ToArray(), layout, types);
    }

    private static int? TailSize(BtfKind kind, int count)
    {
        var (own, each) = BtfKinds.SizeOf(kind);
        return kind is > BtfKind.Void and <= BtfKind.Enum64 ? own + (each * count) : null;
    }

    internal static string? Name(ReadOnlySpan<byte> section, BtfLayout layout, uint offset)
    {
        if (offset >= (uint)layout.StringsSize)
        {
            return offset == 0 ? "" : null;
        }

        var strings = section.Slice(layout.Strings + (int)offset, layout.StringsSize - (int)offset);
        var end = strings.IndexOf((byte)0);
        return end < 0 ? null : ElfStrings.Decode(strings.Slice(0, end));
    }

    private static BtfTypes? Damaged(ProblemList problems, string what)
    {
        problems.Add(Rules.Malformed, $"section '.BTF' cannot be read: {what}");
        return null;
    }
}
