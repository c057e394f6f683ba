using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace BpfGen.Btf;

/// <summary>The records of an object's types (BTF), in the machine's byte order.</summary>
internal static class TypeRecords
{
    private const int HeaderSize = 24;

    /// <summary>Where each type stands; the first is type 1. What comes after a kind that is not known is left out.</summary>
    public static List<int> Places(byte[] bytes)
    {
        var places = new List<int>();
        var place = (long)Number(bytes, 4) + Number(bytes, 8);
        var end = Math.Min(place + Number(bytes, 12), bytes.Length);
        while (place >= HeaderSize && place + BtfKinds.CommonSize <= end && Kind(bytes, (int)place) <= BtfKind.Enum64)
        {
            places.Add((int)place);
            var (own, each) = BtfKinds.SizeOf(Kind(bytes, (int)place));
            place += BtfKinds.CommonSize + own + (each * Count(bytes, (int)place));
        }

        return places;
    }

    public static BtfKind Kind(byte[] bytes, int place) => BtfKinds.Of(Number(bytes, place + 4));

    public static int Count(byte[] bytes, int place) => BtfKinds.CountOf(Number(bytes, place + 4));

    /// <summary>The number at a place; 0 outside.</summary>
    public static uint Number(byte[] bytes, int place) =>
        place >= 0 && place + sizeof(uint) <= bytes.Length ? MemoryMarshal.Read<uint>(bytes.AsSpan(place)) : 0;
}
