using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace BpfGen.Loading;

/// <summary>The records of an object's types (BTF), in the machine's byte order.</summary>
internal static class TypeRecords
{
    private const int HeaderSize = 24;

    /// <summary>The size of what all kinds have.</summary>
    public const int CommonSize = 12;

    /// <summary>What follows that, by kind: so many bytes, and so many more for each member.</summary>
    private static ReadOnlySpan<byte> Fixed => [0, 4, 0, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 4, 0, 0];

    private static ReadOnlySpan<byte> Each => [0, 0, 0, 0, 12, 12, 8, 0, 0, 0, 0, 0, 0, 8, 0, 12, 0, 0, 0, 12];

    /// <summary>Where each type stands; the first is type 1. What comes after a kind that is not known is left out.</summary>
    public static List<int> Places(byte[] bytes)
    {
        var places = new List<int>();
        var place = (long)Number(bytes, 4) + Number(bytes, 8);
        var end = Math.Min(place + Number(bytes, 12), bytes.Length);
        while (place >= HeaderSize && place + CommonSize <= end && Kind(bytes, (int)place) < Fixed.Length)
        {
            places.Add((int)place);
            var kind = Kind(bytes, (int)place);
            place += CommonSize + Fixed[kind] + (Each[kind] * Count(bytes, (int)place));
        }

        return places;
    }

    /// <summary>The size of what a kind has for each of its members.</summary>
    public static int MemberSize(int kind) => kind < Each.Length ? Each[kind] : 0;

    public static int Kind(byte[] bytes, int place) => (int)((Number(bytes, place + 4) >> 24) & 0x1f);

    public static int Count(byte[] bytes, int place) => (int)(Number(bytes, place + 4) & 0xffff);

    /// <summary>The number at a place; 0 outside.</summary>
    public static uint Number(byte[] bytes, int place) =>
        place >= 0 && place + sizeof(uint) <= bytes.Length ? MemoryMarshal.Read<uint>(bytes.AsSpan(place)) : 0;
}
