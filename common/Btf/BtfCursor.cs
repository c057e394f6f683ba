using System;
using System.Buffers.Binary;

namespace BpfGen.Btf;

/// <summary>Reads the numbers of BTF data in either byte order. A number whose bytes are not all inside the data is read as 0.</summary>
internal readonly ref struct BtfCursor
{
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly bool _isLittleEndian;

    public BtfCursor(ReadOnlySpan<byte> bytes, bool isLittleEndian)
    {
        _bytes = bytes;
        _isLittleEndian = isLittleEndian;
    }

    public ushort UInt16(int place) => place < 0 || place > _bytes.Length - sizeof(ushort) ? (ushort)0
        : _isLittleEndian ? BinaryPrimitives.ReadUInt16LittleEndian(_bytes.Slice(place))
        : BinaryPrimitives.ReadUInt16BigEndian(_bytes.Slice(place));

    public uint UInt32(int place) => place < 0 || place > _bytes.Length - sizeof(uint) ? 0
        : _isLittleEndian ? BinaryPrimitives.ReadUInt32LittleEndian(_bytes.Slice(place))
        : BinaryPrimitives.ReadUInt32BigEndian(_bytes.Slice(place));

    /// <summary>The info word of the record at a position: kind, number of members, and <c>kind_flag</c>.</summary>
    public uint Info(int place) => UInt32(place + 4);

    /// <summary>The kind of the record at a position.</summary>
    public BtfKind Kind(int place) => BtfKinds.Of(Info(place));

    /// <summary>The number of members, parameters, variables or enumerators of the record at a position.</summary>
    public int Count(int place) => BtfKinds.CountOf(Info(place));

    /// <returns>The size in bytes of the record at a position. Null if the record is cut off, or if its kind is unknown.</returns>
    public int? RecordSize(int place)
    {
        var (own, each) = BtfKinds.SizeOf(Kind(place));
        var size = BtfKinds.CommonSize + own + ((long)each * Count(place));
        return place <= _bytes.Length - BtfKinds.CommonSize && BtfKinds.IsKnown(Kind(place)) && size <= _bytes.Length - place
            ? (int)size
            : null;
    }
}
