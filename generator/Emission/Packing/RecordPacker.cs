using BpfGen.Generator.Collections;
using BpfGen.Wire;

namespace BpfGen.Generator.Emission;

/// <summary>
/// Packs records of four numbers. Neighboring records are similar, so each number is stored as its difference from the number at the same
/// place in the previous record. The count of records comes first. See <see cref="Packing"/>.
/// </summary>
internal sealed class RecordPacker(bool isLittleEndian)
{
    private readonly uint[] _last = new uint[Packing.NumbersPerRecord];
    private readonly PackedBytes _records = new();
    private uint _count;

    public bool IsEmpty => _count == 0;

    /// <param name="records">The records of one function.</param>
    /// <param name="start">
    /// The start of the function. The first number of each record counts from the start of the function. The packer adds this start, in the
    /// same unit, to that number.
    /// </param>
    public void Add(EquatableArray<uint> records, uint start)
    {
        _count += (uint)(records.Count / Packing.NumbersPerRecord);
        for (var i = 0; i < records.Count; i++)
        {
            var column = i % Packing.NumbersPerRecord;
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
