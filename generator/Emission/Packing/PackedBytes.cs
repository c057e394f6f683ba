using System.Collections.Generic;
using BpfGen.Generator.Collections;
using BpfGen.Wire;

namespace BpfGen.Generator.Emission;

/// <summary>A list of bytes that generated code holds as 8-byte numbers.</summary>
internal sealed class PackedBytes
{
    private const int BytesPerWord = 8;

    private readonly List<byte> _bytes = [];

    public void Add(byte value) => _bytes.Add(value);

    /// <summary>Adds a number, encoded in as few bytes as possible.</summary>
    public void AddNumber(uint number) => Packing.Write(_bytes, number);

    /// <summary>Adds the difference of two numbers, encoded in as few bytes as possible.</summary>
    public void AddDifference(uint number, uint before) => Packing.WriteDifference(_bytes, number, before);

    public void Add(PackedBytes more) => _bytes.AddRange(more._bytes);

    /// <summary>
    /// Returns the bytes as 8-byte numbers. In the memory of a machine with the given byte order, the numbers consist of exactly these
    /// bytes. Zero bytes are added to make the last number complete.
    /// </summary>
    public EquatableArray<ulong> ToWords(bool isLittleEndian)
    {
        var words = new ulong[(_bytes.Count + BytesPerWord - 1) / BytesPerWord];
        for (var i = 0; i < _bytes.Count; i++)
        {
            var place = i % BytesPerWord;
            words[i / BytesPerWord] |= (ulong)_bytes[i] << (Packing.BitsPerByte * (isLittleEndian ? place : BytesPerWord - 1 - place));
        }

        return new EquatableArray<ulong>(words);
    }
}
