using System;
using System.Buffers.Binary;
using System.Collections.Generic;

namespace BpfGen.Fuzz;

/// <summary>
/// Changes texts and binary messages at random: bits, aligned numbers, digits, and the order, number and length of parts. The same random
/// seed gives the same changes.
/// </summary>
internal sealed class ByteMutator(Random random)
{
    private const int LongestPart = 64;

    private static readonly ulong[] Numbers =
        [0, 1, 2, 3, 4, 7, 8, 15, 16, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff, ulong.MaxValue];

    private static readonly string[] Texts =
    [
        "0", "-", "0x", "18446744073709551615", "18446744073709551616", "-9223372036854775808",
        "\n", "\t", " ", "(", ")", ",", "%", "@", "\0", "é",
    ];

    /// <summary>Returns a changed copy of a seed, with one to eight changes.</summary>
    public byte[] Mutate(byte[] seed)
    {
        var bytes = new List<byte>(seed);
        for (var i = random.Next(1, 9); i > 0; i--)
        {
            Change(bytes);
        }

        return [.. bytes];
    }

    private void Change(List<byte> bytes)
    {
        var place = random.Next(bytes.Count + 1);
        var length = Math.Min(random.Next(1, LongestPart), bytes.Count - place);
        switch (random.Next(8))
        {
            case 0 when bytes.Count > 0:
                bytes[Math.Min(place, bytes.Count - 1)] ^= (byte)(1 << random.Next(8));
                break;

            case 1:
                bytes.RemoveRange(place, length);
                break;

            case 2:
                bytes.InsertRange(random.Next(bytes.Count + 1), bytes.GetRange(place, length));
                break;

            case 3:
                bytes.InsertRange(place, System.Text.Encoding.UTF8.GetBytes(Texts[random.Next(Texts.Length)]));
                break;

            case 4:
                bytes.RemoveRange(place, bytes.Count - place);
                break;

            default:
                SetNumber(bytes, place);
                break;
        }
    }

    /// <summary>Changes a number whose place is a multiple of its size.</summary>
    private void SetNumber(List<byte> bytes, int near)
    {
        var width = 1 << random.Next(4);
        var place = near / width * width;
        if (place + width > bytes.Count)
        {
            return;
        }

        Span<byte> number = stackalloc byte[sizeof(ulong)];
        for (var i = 0; i < width; i++)
        {
            number[i] = bytes[place + i];
        }

        var value = BinaryPrimitives.ReadUInt64LittleEndian(number);
        BinaryPrimitives.WriteUInt64LittleEndian(number, random.Next(3) switch
        {
            0 => Numbers[random.Next(Numbers.Length)],
            1 => unchecked(value + (ulong)random.Next(-16, 17)),
            _ => (ulong)random.Next(256),
        });
        for (var i = 0; i < width; i++)
        {
            bytes[place + i] = number[i];
        }
    }
}
