using System;

namespace BpfGen.Btf;

/// <summary>The positions of the parts of BTF data, in bytes. <see cref="TryRead"/> checks that each part is inside the data.</summary>
/// <param name="Types">The position of the type records.</param>
/// <param name="TypesSize">The size of the type records in bytes.</param>
/// <param name="Strings">The position of the strings.</param>
/// <param name="StringsSize">The size of the strings in bytes.</param>
/// <param name="Layouts">The position of the table of record sizes; only the newest kernels write such a table.</param>
/// <param name="LayoutsSize">The size of the table of record sizes in bytes; 0 if the data has no such table.</param>
internal readonly record struct BtfHeader(int Types, int TypesSize, int Strings, int StringsSize, int Layouts, int LayoutsSize)
{
    /// <summary>The magic number at the start of BTF. Its bytes show the byte order of the data.</summary>
    public const ushort Magic = 0xeb9f;

    /// <summary>The version of the format.</summary>
    public const byte Version = 1;

    /// <summary>The size in bytes of a header without a table of record sizes.</summary>
    public const int SmallestSize = 24;

    private const int SizeWithLayouts = 32;

    /// <summary>The first 32-bit word of BTF data in the machine's byte order: the magic number, the version, and the flags (0).</summary>
    public static uint Beginning =>
        BitConverter.IsLittleEndian ? Magic | ((uint)Version << 16) : ((uint)Magic << 16) | ((uint)Version << 8);

    /// <summary>Whether data begins with the magic number of little-endian BTF.</summary>
    public static bool IsLittleEndian(ReadOnlySpan<byte> bytes) => bytes.Length < 2 || bytes[0] == (byte)(Magic & 0xff);

    /// <param name="bytes">BTF data: a <c>.BTF</c> section, or a file of <c>/sys/kernel/btf</c>.</param>
    /// <param name="isLittleEndian">The byte order of the data.</param>
    /// <param name="header">The header; empty if the data is damaged.</param>
    /// <returns>The reason why the data cannot be read; null if it can be read.</returns>
    public static string? TryRead(ReadOnlySpan<byte> bytes, bool isLittleEndian, out BtfHeader header)
    {
        header = default;
        var cursor = new BtfCursor(bytes, isLittleEndian);
        if (bytes.Length < SmallestSize || cursor.UInt16(0) != Magic)
        {
            return $"its {bytes.Length} bytes do not begin with a BTF header";
        }

        var size = cursor.UInt32(4);
        if (bytes[2] != Version || size < SmallestSize || size > (uint)bytes.Length)
        {
            return $"its version is {bytes[2]} and its header has {size} bytes; BpfGen supports version {Version} with at "
                + $"least {SmallestSize} bytes";
        }

        var rest = (ulong)bytes.Length - size;
        var layoutsSize = size >= SizeWithLayouts ? cursor.UInt32(28) : 0;
        if (IsOutside(cursor, 8, rest) || IsOutside(cursor, 16, rest) || (layoutsSize != 0 && IsOutside(cursor, 24, rest)))
        {
            return "its types or strings extend past the end of the data";
        }

        header = new BtfHeader(
            (int)(size + cursor.UInt32(8)),
            (int)cursor.UInt32(12),
            (int)(size + cursor.UInt32(16)),
            (int)cursor.UInt32(20),
            layoutsSize == 0 ? 0 : (int)(size + cursor.UInt32(24)),
            (int)layoutsSize);
        return null;
    }

    private static bool IsOutside(BtfCursor cursor, int place, ulong rest) => (ulong)cursor.UInt32(place) + cursor.UInt32(place + 4) > rest;
}
