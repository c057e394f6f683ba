using System.Collections.Generic;
using BpfGen.Generator.Collections;

namespace BpfGen.Generator.Emission;

/// <summary>Bytes that are written into generated code as numbers of eight.</summary>
internal sealed class PackedBytes
{
    private const int BitsPerByte = 8;
    private const int BytesPerWord = 8;

    private readonly List<byte> _bytes = [];

    public void Add(byte value) => _bytes.Add(value);

    /// <summary>A number in as many bytes as it needs, seven bits a byte, the lowest first; the highest bit says that more follow.</summary>
    public void AddNumber(uint number)
    {
        for (; number >= 0x80; number >>= 7)
        {
            _bytes.Add((byte)(number | 0x80));
        }

        _bytes.Add((byte)number);
    }

    /// <summary>What a number is more or less than another, with the sign in the lowest bit.</summary>
    public void AddDifference(uint number, uint before)
    {
        var difference = unchecked((int)(number - before));
        AddNumber(unchecked((uint)((difference << 1) ^ (difference >> 31))));
    }

    public void Add(PackedBytes more) => _bytes.AddRange(more._bytes);

    /// <summary>Numbers that have these bytes in memory on a machine of the byte order; what the last one lacks is zero.</summary>
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
