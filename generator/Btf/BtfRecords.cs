using System;
using System.Collections.Generic;
using System.Linq;

namespace BpfGen.Generator.Btf;

/// <summary>
/// The records of one kind (functions, lines or CO-RE relocations) in <c>.BTF.ext</c> for one code section. Each record starts with a byte
/// offset in that section. The records are sorted by this offset.
/// </summary>
internal sealed class BtfRecords
{
    private readonly uint[][] _records;

    public BtfRecords(IReadOnlyCollection<uint[]> records)
    {
        // Compilers sort the records, but linkers that join objects may write them unsorted. OrderBy is stable: it keeps the order of
        // records with equal offsets.
        _records = [.. records];
        for (var i = 1; i < _records.Length; i++)
        {
            if (_records[i][0] < _records[i - 1][0])
            {
                _records = [.. records.OrderBy(record => record[0])];
                break;
            }
        }
    }

    /// <returns>
    /// The records in a range of the section. A binary search finds them, because the method is called for each function of a section.
    /// </returns>
    public ReadOnlySpan<uint[]> In(int start, int end)
    {
        var from = FirstFrom((uint)start);
        return _records.AsSpan(from, FirstFrom((uint)end) - from);
    }

    private int FirstFrom(uint offset)
    {
        var (low, high) = (0, _records.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _records[middle][0] < offset ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
