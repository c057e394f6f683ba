using System.Collections.Generic;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Emission;

/// <summary>
/// Packs records of four numbers, which are much like the record before: each number becomes the difference from that record's, with its sign in the
/// lowest bit, in as many bytes as it needs, seven bits a byte, the lowest first. How many records there are comes first.
/// </summary>
internal sealed class RecordPacker(bool isLittleEndian)
{
    private const int NumbersPerRecord = 4;
    private const int BitsPerByte = 8;
    private const int BytesPerWord = 8;

    private readonly uint[] _last = new uint[NumbersPerRecord];
    private readonly List<byte> _records = [];
    private uint _count;

    public bool IsEmpty => _count == 0;

    /// <param name="records">The records of a function.</param>
    /// <param name="start">Where that begins, in the unit of the first number of a record, which counts from there.</param>
    public void Add(EquatableArray<uint> records, uint start)
    {
        _count += (uint)(records.Count / NumbersPerRecord);
        for (var i = 0; i < records.Count; i++)
        {
            var column = i % NumbersPerRecord;
            var number = unchecked(records[i] + (column == 0 ? start : 0));
            var difference = unchecked((int)(number - _last[column]));
            Write(_records, unchecked((uint)((difference << 1) ^ (difference >> 31))));
            _last[column] = number;
        }
    }

    /// <summary>Eight bytes a number, in the object's byte order; what the last one lacks is zero.</summary>
    public EquatableArray<ulong> ToWords()
    {
        var bytes = new List<byte>(_records.Count + BytesPerWord);
        Write(bytes, _count);
        bytes.AddRange(_records);
        var words = new ulong[(bytes.Count + BytesPerWord - 1) / BytesPerWord];
        for (var i = 0; i < bytes.Count; i++)
        {
            var place = i % BytesPerWord;
            words[i / BytesPerWord] |= (ulong)bytes[i] << (BitsPerByte * (isLittleEndian ? place : BytesPerWord - 1 - place));
        }

        return new EquatableArray<ulong>(words);
    }

    private static void Write(List<byte> bytes, uint number)
    {
        for (; number >= 0x80; number >>= 7)
        {
            bytes.Add((byte)(number | 0x80));
        }

        bytes.Add((byte)number);
    }
}
