using System;
using System.Collections.Generic;

namespace BpfGen.Btf;

/// <summary>The types of BTF in memory, in either byte order. If a record is damaged, the list ends before this record.</summary>
internal sealed class BtfTypeList : BtfTypeSource
{
    private readonly byte[] _bytes;
    private readonly BtfHeader _header;
    private readonly List<int> _places = [];
    private readonly int _end;

    public BtfTypeList(byte[] bytes, bool isLittleEndian)
    {
        (_bytes, IsLittleEndian) = (bytes, isLittleEndian);
        if (BtfHeader.TryRead(bytes, isLittleEndian, out _header) is not null)
        {
            return;
        }

        var cursor = Cursor;
        _end = _header.Types;
        var end = _header.Types + _header.TypesSize;
        for (var place = _header.Types; place < end && cursor.RecordSize(place) is { } size; place += size)
        {
            _places.Add(place);
            _end = place + size;
        }
    }

    /// <summary>The number of types, without <c>void</c>. The types have the ids from 1 to this number.</summary>
    public int Count => _places.Count;

    public ReadOnlySpan<byte> Bytes => _bytes;

    public bool IsLittleEndian { get; }

    /// <summary>Whether the list has all types. If not, the record after the last type is damaged, or of an unknown kind.</summary>
    public bool IsComplete => _end == _header.Types + _header.TypesSize;

    private BtfCursor Cursor => new(_bytes, IsLittleEndian);

    public override BtfTypeRecord? At(uint id)
    {
        if (id == 0)
        {
            return new BtfTypeRecord(this, 0, 0, 0, 0, 0);
        }

        if (id > (uint)_places.Count)
        {
            return null;
        }

        var cursor = Cursor;
        var place = _places[(int)id - 1];
        return new BtfTypeRecord(
            this, id, cursor.UInt32(place), cursor.UInt32(place + 4), cursor.UInt32(place + 8), place + BtfKinds.CommonSize);
    }

    public override ReadOnlySpan<byte> TextAt(uint offset)
    {
        if (offset >= (uint)_header.StringsSize)
        {
            return [];
        }

        var text = _bytes.AsSpan(_header.Strings + (int)offset, _header.StringsSize - (int)offset);
        var end = text.IndexOf((byte)0);
        return end < 0 ? text : text.Slice(0, end);
    }

    public override uint NumberAt(int place) => Cursor.UInt32(place);
}
