using System;
using System.Collections.Generic;
using BpfGen.Btf;
using BpfGen.Generator.Diagnostics;

namespace BpfGen.Generator.Btf;

/// <summary>
/// Reads the types in an object's <c>.BTF</c> section. Every length, offset and kind in the section is checked before use.
/// </summary>
internal static class BtfReader
{
    /// <returns>The types, or null if they cannot be read; <paramref name="problems"/> has the reason.</returns>
    public static BtfTypes? Read(ReadOnlySpan<byte> section, bool isLittleEndian, ProblemList problems)
    {
        if (BtfHeader.TryRead(section, isLittleEndian, out var header) is { } reason)
        {
            return Damaged(problems, reason);
        }

        var strings = new BtfStrings(section.Slice(header.Strings, header.StringsSize).ToArray(), problems.Effort);
        var types = new List<BtfType> { new(0, BtfKind.Void, 0, "", 0, 0, Flag: false, []) };
        var cursor = new BtfCursor(section.Slice(header.Types, header.TypesSize), isLittleEndian);
        for (var place = 0; place < header.TypesSize;)
        {
            if (cursor.RecordSize(place) is not { } size)
            {
                return Damaged(problems, $"type {types.Count} has the unknown kind {(int)cursor.Kind(place)}, or is cut off");
            }

            if (strings.NameAt(cursor.UInt32(place)) is not { } name)
            {
                return Damaged(problems, $"the name of type {types.Count} is outside its strings");
            }

            problems.Effort.SpendName(name);

            types.Add(Type(cursor, place, size, (uint)types.Count, name));
            place += size;
        }

        return new BtfTypes(types, strings, isLittleEndian, problems.Effort);
    }

    private static BtfType Type(BtfCursor cursor, int place, int size, uint id, string name)
    {
        var numbers = new uint[(size - BtfKinds.CommonSize) / sizeof(uint)];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = cursor.UInt32(place + BtfKinds.CommonSize + (i * sizeof(uint)));
        }

        return new BtfType(
            id,
            cursor.Kind(place),
            cursor.UInt32(place),
            name,
            cursor.Count(place),
            cursor.UInt32(place + 8),
            (cursor.Info(place) & BtfKinds.FlagMask) != 0,
            numbers);
    }

    private static BtfTypes? Damaged(ProblemList problems, string reason)
    {
        problems.Add(Rules.Malformed, $"section '.BTF' cannot be read: {reason}");
        return null;
    }
}
