using System.Collections.Generic;
using BpfGen.Generator.Collections;

namespace BpfGen.Generator.Emission;

/// <summary>A list of bytes that generated code holds as 8-byte numbers.</summary>
internal sealed class PackedBytes
{
    private const int BitsPerByte = 8;
    private const int BytesPerWord = 8;

    private readonly List<byte> _bytes = [];

    public void Add(byte value) => _bytes.Add(value);

    /// <summary>
    /// Adds a number with seven bits per byte, lowest bits first (LEB128). The highest bit of a byte is set if more bytes follow.
    /// </summary>
    public void AddNumber(uint number)
    {
        for (; number >= 0x80; number >>= 7)
        {
            _bytes.Add((byte)(number | 0x80));
        }

        _bytes.Add((byte)number);
    }

    /// <summary>Adds the difference of two numbers, with the sign in the lowest bit.</summary>
    public void AddDifference(uint number, uint before)
    {
        var difference = unchecked((int)(number - before));
        AddNumber(unchecked((uint)((difference << 1) ^ (difference >> 31))));
    }

    public void Add(PackedBytes more) => _bytes.AddRange(more._bytes);

    /// <summary>
    /// Returns numbers that have these bytes in memory on a machine with the byte order. The last number is padded with zero bytes.
    /// </summary>
    public EquatableArray<ulong> ToWords(bool isLittleEndian)
    {
        var words = new ulong[(_bytes.Count + BytesPerWord - 1) / BytesPerWord];
        for (var i = 0; i < _bytes.Count; i++)
        {
            var place = i % BytesPerWord;
            words[i / BytesPerWord] |= (ulong)_bytes[i] << (BitsPerByte * (isLittleEndian ? place : BytesPerWord - 1 - place));
        }

        return new EquatableArray<ulong>(words);
    }
}
