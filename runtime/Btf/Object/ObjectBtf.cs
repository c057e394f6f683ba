using System;
using System.Collections.Generic;
using System.Text;

namespace BpfGen.Btf;

/// <summary>
/// The BTF of an object as the generator wrote it, in the machine's byte order. Records after a damaged record are left out.
/// </summary>
internal sealed class ObjectBtf
{
    private readonly byte[] _bytes;
    private readonly BtfHeader _header;
    private readonly List<int> _places = [];

    public ObjectBtf(byte[] bytes)
    {
        _bytes = bytes;
        if (BtfHeader.TryRead(bytes, BitConverter.IsLittleEndian, out _header) is not null)
        {
            return;
        }

        var end = _header.Types + _header.TypesSize;
        for (var place = _header.Types; place < end && Cursor.RecordSize(place) is { } size; place += size)
        {
            _places.Add(place);
        }
    }

    /// <summary>Reads the numbers in the type records. A position is a byte offset from the start of the BTF data.</summary>
    public BtfCursor Cursor => new(_bytes, BitConverter.IsLittleEndian);

    /// <summary>The position of each type's record. The first entry belongs to the type with id 1.</summary>
    public IReadOnlyList<int> Places => _places;

    /// <summary>The position of a type's record, or null if no type has the id.</summary>
    public int? PlaceOf(uint type) => type > 0 && type <= (uint)_places.Count ? _places[(int)type - 1] : null;

    /// <summary>The bytes of the string at an offset; empty if the offset is invalid.</summary>
    public Span<byte> StringAt(uint offset)
    {
        if (offset >= (uint)_header.StringsSize)
        {
            return [];
        }

        var text = _bytes.AsSpan(_header.Strings + (int)offset, _header.StringsSize - (int)offset);
        var end = text.IndexOf((byte)0);
        return end < 0 ? text : text[..end];
    }

    /// <summary>The string at an offset; empty if the offset is invalid.</summary>
    public string TextAt(uint offset) => Encoding.UTF8.GetString(StringAt(offset));
}
