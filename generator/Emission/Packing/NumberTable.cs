using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Globalization;
using BpfGen.Generator.Collections;

namespace BpfGen.Generator.Emission;

/// <summary>
/// Writes a table of numbers as a property. A small table has the numbers themselves: a span over constants is static data of the assembly,
/// so reading the span allocates and copies nothing. A large table is compressed text, which the loader unpacks. The compiler reads such
/// text many times faster than numbers.
/// </summary>
/// <remarks>
/// The compiler reads 8-byte numbers seven times faster than the same data as bytes. Suffixes and typed arrays make the compiler twice as
/// fast again, because it does not have to convert the numbers or infer the type of the collection.
/// </remarks>
internal sealed class NumberTable
{
    /// <summary>
    /// The size in bytes of the smallest table that is compressed. Unpacking a table of this size takes some microseconds. In a program
    /// without native AOT, the JIT compiler first needs a millisecond for the code that unpacks tables.
    /// </summary>
    public const int Large = 16 * 1024;

    private const int NumberSize = sizeof(uint);
    private const int WordSize = sizeof(ulong);
    private const int WordsPerLine = 4;
    private const int TextPerLine = 120;

    private readonly string _type;
    private readonly string _suffix;
    private readonly List<uint> _numbers = [];

    /// <summary>For each line of the table: the index after its last number, and its comment.</summary>
    private readonly List<(int End, string? Comment)> _lines = [];

    private NumberTable(string type, string suffix)
    {
        _type = type;
        _suffix = suffix;
    }

    public static NumberTable OfInt32() => new("int", "");

    public static NumberTable OfUInt32() => new("uint", "u");

    /// <summary>Adds a line of numbers.</summary>
    public void Add(ReadOnlySpan<uint> numbers, string? comment = null)
    {
        foreach (var number in numbers)
        {
            _numbers.Add(number);
        }

        _lines.Add((_numbers.Count, comment));
    }

    /// <summary>Writes the property. A compressed table has no comments.</summary>
    public void Write(CodeWriter writer, string name, bool isLittleEndian)
    {
        if (_numbers.Count * NumberSize >= Large)
        {
            WriteText(writer, _type, name, Bytes(isLittleEndian));
            return;
        }

        Open(writer, _type, name);
        var place = 0;
        foreach (var (end, comment) in _lines)
        {
            var line = new System.Text.StringBuilder();
            for (; place < end; place++)
            {
                line.Append(_numbers[place].ToString(CultureInfo.InvariantCulture)).Append(_suffix).Append(place < end - 1 ? ", " : ",");
            }

            writer.Line(comment is null ? line.ToString() : line.Append(" // ").Append(comment).ToString());
        }

        writer.Close("};");
    }

    /// <summary>Writes a property of 8-byte numbers.</summary>
    public static void Write(CodeWriter writer, string name, EquatableArray<ulong> words, bool isLittleEndian)
    {
        if (words.Count * WordSize >= Large)
        {
            WriteText(writer, "ulong", name, Bytes(words, isLittleEndian));
            return;
        }

        Open(writer, "ulong", name);
        for (var i = 0; i < words.Count; i += WordsPerLine)
        {
            writer.Words(words.AsSpan().Slice(i, Math.Min(WordsPerLine, words.Count - i)));
        }

        writer.Close("};");
    }

    private static void Open(CodeWriter writer, string type, string name) =>
        writer.Open($"public static global::System.ReadOnlySpan<{type}> {name} => new {type}[]");

    private static void WriteText(CodeWriter writer, string type, string name, byte[] bytes)
    {
        var text = Convert.ToBase64String(TableCompressor.Compress(bytes));
        writer.Line($"public static global::System.ReadOnlySpan<{type}> {name} => "
            + $"global::BpfGen.Loading.CompressedTable.Unpack<{type}>(\"\"\"");
        writer.Indent();
        for (var i = 0; i < text.Length; i += TextPerLine)
        {
            writer.Text(text, i, Math.Min(TextPerLine, text.Length - i));
        }

        writer.Line("\"\"\"u8);");
        writer.Outdent();
    }

    private byte[] Bytes(bool isLittleEndian)
    {
        var bytes = new byte[_numbers.Count * NumberSize];
        for (var i = 0; i < _numbers.Count; i++)
        {
            var number = isLittleEndian == BitConverter.IsLittleEndian ? _numbers[i] : BinaryPrimitives.ReverseEndianness(_numbers[i]);
            System.Runtime.InteropServices.MemoryMarshal.Write(bytes.AsSpan(i * NumberSize), ref number);
        }

        return bytes;
    }

    private static byte[] Bytes(EquatableArray<ulong> words, bool isLittleEndian)
    {
        var bytes = new byte[words.Count * WordSize];
        for (var i = 0; i < words.Count; i++)
        {
            var word = isLittleEndian == BitConverter.IsLittleEndian ? words[i] : BinaryPrimitives.ReverseEndianness(words[i]);
            System.Runtime.InteropServices.MemoryMarshal.Write(bytes.AsSpan(i * WordSize), ref word);
        }

        return bytes;
    }
}
