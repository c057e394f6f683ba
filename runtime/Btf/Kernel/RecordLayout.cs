using System;

namespace BpfGen.Btf;

/// <summary>
/// The sizes of type records in BTF. A record consists of a part that all kinds share, a part that only its kind has, and a part for each
/// member.
/// </summary>
internal sealed class RecordLayout
{
    /// <summary>
    /// The number of possible kinds. The kernel's latest headers use seven bits for the kind; older headers use the lower five.
    /// </summary>
    private const int Kinds = 128;

    private const int EachShift = 16;

    /// <summary>
    /// Two sizes in bytes for each kind: the lower 16 bits have the record's size without members, the upper 16 bits the size of one
    /// member. 0 for an unknown kind.
    /// </summary>
    private readonly uint[] _sizes = new uint[Kinds];

    private RecordLayout()
    {
        for (var kind = BtfKind.Int; kind <= BtfKinds.Newest; kind++)
        {
            var (own, each) = BtfKinds.SizeOf(kind);
            Set((int)kind, own, each);
        }
    }

    /// <summary>The layout of the kinds that BpfGen supports.</summary>
    public static RecordLayout Known { get; } = new();

    /// <param name="layouts">
    /// Four bytes for each kind: the size of the part that only this kind has, the size of the part for one member, and two bytes of flags.
    /// </param>
    public static RecordLayout Of(ReadOnlySpan<byte> layouts)
    {
        var layout = new RecordLayout();
        for (var kind = (int)BtfKinds.Newest + 1; kind < Kinds && (kind * 4) + 4 <= layouts.Length; kind++)
        {
            layout.Set(kind, layouts[kind * 4], layouts[(kind * 4) + 1]);
        }

        return layout;
    }

    /// <returns>The size of the record in bytes, at least <see cref="BtfKinds.CommonSize"/>; 0 if the kind is unknown.</returns>
    public uint SizeOf(uint info)
    {
        var sizes = _sizes[(info >> 24) & (Kinds - 1)];

        // Most records have this size. Because the size is a constant here, the processor can start with the next record before it has read
        // the size of this record.
        if (sizes == BtfKinds.CommonSize)
        {
            return BtfKinds.CommonSize;
        }

        return (ushort)sizes + ((sizes >> EachShift) * (info & BtfKinds.CountMask));
    }

    private void Set(int kind, int own, int each) => _sizes[kind] = (uint)(BtfKinds.CommonSize + own) | ((uint)each << EachShift);
}
