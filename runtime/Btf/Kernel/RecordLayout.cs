using System;

namespace BpfGen.Btf;

/// <summary>
/// The sizes of type records in BTF. A record has a part that is common to all kinds, a part of its kind, and a part for each member.
/// </summary>
internal sealed class RecordLayout
{
    /// <summary>The number of kinds. The kernel's latest headers have seven bits for the kind; older headers have the lower five.</summary>
    private const int Kinds = 128;

    private const int EachShift = 16;

    /// <summary>
    /// The sizes for each kind in bytes: the size without members in the lower 16 bits, and the size of one member above. 0 for an
    /// unknown kind.
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
    /// Four bytes for each kind: the size of the kind's part, the size of a member's part, and two bytes of flags.
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

        // Most records have this size. As the size is a constant here, the processor can start with the next record before it has read this
        // record.
        if (sizes == BtfKinds.CommonSize)
        {
            return BtfKinds.CommonSize;
        }

        return (ushort)sizes + ((sizes >> EachShift) * (info & BtfKinds.CountMask));
    }

    private void Set(int kind, int own, int each) => _sizes[kind] = (uint)(BtfKinds.CommonSize + own) | ((uint)each << EachShift);
}
