using BpfGen.Generator.Collections;

namespace BpfGen.Generator.Emission;

/// <summary>
/// Packs records of four numbers, which are much like the record before: each number becomes the difference from that record's, with its sign in the
/// lowest bit, in as many bytes as it needs. How many records there are comes first.
/// </summary>
internal sealed class RecordPacker(bool isLittleEndian)
{
    private const int NumbersPerRecord = 4;

    private readonly uint[] _last = new uint[NumbersPerRecord];
    private readonly PackedBytes _records = new();
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
            _records.AddDifference(number, _last[column]);
            _last[column] = number;
        }
    }

    public EquatableArray<ulong> ToWords()
    {
        var bytes = new PackedBytes();
        bytes.AddNumber(_count);
        bytes.Add(_records);
        return bytes.ToWords(isLittleEndian);
    }
}
