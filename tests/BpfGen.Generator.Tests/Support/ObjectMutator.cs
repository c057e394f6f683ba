using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;

namespace BpfGen.Generator.Tests.Support;

/// <summary>
/// Changes little-endian ELF files at random. Most changes affect meaningful bytes: fields of headers, symbols, relocations and BTF
/// records, and names. The same random seed gives the same changes.
/// </summary>
internal sealed class ObjectMutator(Random random)
{
    private static readonly ulong[] Interesting =
    [
        0, 1, 2, 3, 4, 7, 8, 12, 16, 20, 24, 28, 32, 36, 63, 64, 127, 128, 255, 256, 280, 0x7fff, 0x8000, 0xff00, 0xfff1, 0xffff, 0x10000,
        0xffffff, 0x1000000, 0x7fffffff, 0x80000000, 0xffffffff, 0x100000000, 0x7fffffffffffffff, 0x8000000000000000, ulong.MaxValue,
        ulong.MaxValue - 7,
    ];

    /// <summary>Returns a changed copy of an object, with one to eight changes.</summary>
    public byte[] Mutate(byte[] seed)
    {
        var bytes = seed.ToArray();
        for (var i = random.Next(1, 9); i > 0; i--)
        {
            Change(ref bytes);
        }

        return bytes;
    }

    private void Change(ref byte[] bytes)
    {
        var sections = Sections(bytes);
        if (sections.Count == 0 || random.Next(16) == 0)
        {
            ChangeAnywhere(ref bytes);
            return;
        }

        var (header, type, name, offset, size) = sections[random.Next(sections.Count)];
        if (random.Next(6) == 0)
        {
            // A field of the section header: name, type, flags, offset, size, link or info.
            (int Place, int Width)[] fields = [(0, 4), (4, 4), (8, 8), (24, 8), (32, 8), (40, 4), (44, 4)];
            var (place, width) = fields[random.Next(fields.Length)];
            Set(bytes, header + place, width);
        }
        else if (size > 0)
        {
            var step = type switch
            {
                2 or 11 => 24,
                9 => 16,
                0x6fffffff => 2,
                7 => 4,
                _ when name.StartsWith(".BTF", StringComparison.Ordinal) => 4,
                3 => 1,
                _ => 8,
            };
            var entry = offset + (random.Next(Math.Max(1, size / step)) * step);
            var other = offset + (random.Next(Math.Max(1, size / step)) * step);
            switch (random.Next(4))
            {
                case 0 when other + step <= bytes.Length && entry + step <= bytes.Length:
                    bytes.AsSpan(other, step).CopyTo(bytes.AsSpan(entry));
                    break;

                case 1 when type is 3:
                    // Change a byte of a name. If this byte is the terminating zero, the name continues with the next name.
                    bytes[entry] = (byte)(random.Next(3) == 0 ? 'x' : random.Next(256));
                    break;

                default:
                    int[] fields = type switch { 2 or 11 => [0, 4, 6, 8, 16], 9 => [0, 8, 12], _ => [0] };
                    var field = fields[random.Next(fields.Length)];
                    Set(bytes, entry + field, type is 2 or 11 ? (field switch { 0 => 4, 4 => 1, 6 => 2, _ => 8 }) : Math.Min(step, 4));
                    break;
            }
        }
    }

    private void ChangeAnywhere(ref byte[] bytes)
    {
        switch (random.Next(3))
        {
            case 0:
                Array.Resize(ref bytes, random.Next(bytes.Length + 1));
                break;

            case 1 when bytes.Length > 0:
                bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
                break;

            default:
                Set(bytes, random.Next(64), 2);
                break;
        }
    }

    private void Set(byte[] bytes, int place, int width)
    {
        if (place < 0 || place + width > bytes.Length)
        {
            return;
        }

        Span<byte> number = stackalloc byte[8];
        bytes.AsSpan(place, width).CopyTo(number);
        var value = BinaryPrimitives.ReadUInt64LittleEndian(number);
        value = random.Next(4) switch
        {
            0 => Interesting[random.Next(Interesting.Length)],
            1 => unchecked(value + (ulong)random.Next(-16, 17)),
            2 => value ^ (1ul << random.Next(width * 8)),
            _ => (ulong)random.Next(256),
        };
        BinaryPrimitives.WriteUInt64LittleEndian(number, value);
        number[..width].CopyTo(bytes.AsSpan(place));
    }

    private static List<(int Header, uint Type, string Name, int Offset, int Size)> Sections(byte[] bytes)
    {
        var result = new List<(int, uint, string, int, int)>();
        if (bytes.Length < 64)
        {
            return result;
        }

        var table = BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(40));
        var count = BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(60));
        for (var i = 0; i < count && table + ((ulong)(i + 1) * 64) <= (ulong)bytes.Length && table < int.MaxValue; i++)
        {
            var header = (int)table + (i * 64);
            var offset = BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(header + 24));
            var size = BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(header + 32));
            var type = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(header + 4));
            if (type != 8 && offset <= (ulong)bytes.Length && size <= (ulong)bytes.Length - offset)
            {
                var isBtf = size >= 2 && bytes[(int)offset] == 0x9f && bytes[(int)offset + 1] == 0xeb;
                result.Add((header, type, isBtf ? ".BTF" : "", (int)offset, (int)size));
            }
        }

        return result;
    }
}
