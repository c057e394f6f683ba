using System;

namespace BpfGen.Btf;

/// <summary>How long the record of a type is: a part that all have, one that its kind has, and one for each of its members.</summary>
internal sealed class RecordLayout
{
    /// <summary>A kind has seven bits in the kernel's latest headers; the older five are among them.</summary>
    private const int Kinds = 128;

    private const int EachShift = 16;

    /// <summary>For each kind its size without members, and above it a member's; 0 where it is not known.</summary>
    private readonly uint[] _sizes = new uint[Kinds];

    private RecordLayout()
    {
        for (var kind = BtfKind.Int; kind <= BtfKinds.Newest; kind++)
        {
            var (own, each) = BtfKinds.SizeOf(kind);
            Set((int)kind, own, each);
        }
    }

    /// <summary>That of the kinds known here.</summary>
    public static RecordLayout Known { get; } = new();

    /// <param name="layouts">An entry of four bytes a kind: the size of its own part, of a member's, and two of flags.</param>
    public static RecordLayout Of(ReadOnlySpan<byte> layouts)
    {
        var layout = new RecordLayout();
        for (var kind = (int)BtfKinds.Newest + 1; kind < Kinds && (kind * 4) + 4 <= layouts.Length; kind++)
        {
            layout.Set(kind, layouts[kind * 4], layouts[(kind * 4) + 1]);
        }

        return layout;
    }

    /// <returns>The size of the record in bytes, at least <see cref="BtfKinds.CommonSize"/>; 0 where the kind is not known.</returns>
    public uint SizeOf(uint info)
    {
        var sizes = _sizes[(info >> 24) & (Kinds - 1)];

        // As most are. The processor goes on with the next record before it has read this one, where it need not compute how long this one is.
        if (sizes == BtfKinds.CommonSize)
        {
            return BtfKinds.CommonSize;
        }

        return (ushort)sizes + ((sizes >> EachShift) * (info & BtfKinds.CountMask));
    }

    private void Set(int kind, int own, int each) => _sizes[kind] = (uint)(BtfKinds.CommonSize + own) | ((uint)each << EachShift);
}
