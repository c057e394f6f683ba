using System.Collections.Generic;
using BpfGen.Btf;

namespace BpfGen.Tool.CSource;

/// <summary>A member of a C struct.</summary>
/// <param name="Member">The member's record in BTF.</param>
/// <param name="Bit">The offset in the struct, in bits.</param>
/// <param name="Bits">The size in bits.</param>
/// <param name="Alignment">The alignment of the member's type in bytes.</param>
/// <param name="Unit">The size of the member's type in bits.</param>
/// <param name="IsBitField">Whether the member is a bit field.</param>
internal readonly record struct CMember(BtfMemberRecord Member, long Bit, long Bits, uint Alignment, long Unit, bool IsBitField)
{
    public long End => Bit + Bits;

    /// <summary>
    /// Returns the offset in bits at which a C compiler puts the member if the previous member ends at <paramref name="end"/>.
    /// </summary>
    public long PlaceAfter(long end, bool isPacked) => IsBitField
        ? isPacked || (end % (Alignment * 8)) + Bits <= Unit ? end : CLayout.Align(end, Alignment * 8)
        : CLayout.Align(end, isPacked ? 8 : Alignment * 8);
}

/// <summary>A C struct or union with the same size and offsets as in BTF.</summary>
/// <param name="Members">The members that C can express, in the order of BTF.</param>
/// <param name="IsPacked">
/// Whether the struct needs the attribute <c>packed</c>, because a C compiler would otherwise move members or make the struct larger.
/// </param>
/// <param name="Alignment">The alignment in bytes.</param>
internal sealed record CStruct(List<CMember> Members, bool IsPacked, uint Alignment);

/// <summary>
/// Finds C structs that have the same layout as in BTF when clang compiles them for the target <c>bpf</c>. Clang aligns scalars to their
/// size, and does not put a bit field across the boundary of its type. In a packed struct, it does neither.
/// </summary>
internal sealed class CLayout(BtfTypeList types, CNames names)
{
    private const int LongestChain = 64;

    private readonly Dictionary<uint, CStruct> _structs = [];

    public static long Align(long place, long alignment) => (place + alignment - 1) / alignment * alignment;

    /// <summary>
    /// Finds the C struct for a struct or union in BTF. The caller must first call this method for the types of the members.
    /// </summary>
    public CStruct Of(in BtfTypeRecord type)
    {
        if (!_structs.TryGetValue(type.Id, out var found))
        {
            _structs.Add(type.Id, found = Find(type));
        }

        return found;
    }

    private CStruct Find(in BtfTypeRecord type)
    {
        var (isUnion, size) = (type.Kind == BtfKind.Union, (long)type.SizeOrType * 8);
        var (members, alignment, end) = (new List<CMember>(), 1u, 0L);
        for (var i = 0; i < type.Count; i++)
        {
            // C cannot express members that overlap or are outside the struct, so leave them out. Compilers of other languages may write
            // such members.
            if (Member(BtfMemberRecord.Of(type, i)) is { } member
                && member.End <= size
                && (isUnion || member.Bit >= end)
                && (member.IsBitField || member.Bit % 8 == 0))
            {
                members.Add(member);
                alignment = System.Math.Max(alignment, isUnion && member.Bit != 0 ? 1 : member.Alignment);
                end = member.End;
            }
        }

        var isPacked = type.SizeOrType % alignment != 0
            || (!isUnion && members.Exists(member => member.PlaceAfter(member.Bit, false) != member.Bit));
        return new CStruct(members, isPacked, isPacked ? 1 : alignment);
    }

    private CMember? Member(BtfMemberRecord member)
    {
        if (SizeOf(member.Type) is not { } size || AlignmentOf(member.Type) is not { } alignment)
        {
            return null;
        }

        var (unit, offset, bits) = (size * 8L, (long)member.BitOffset, member.BitSize);
        var type = types.Skip(member.Type);
        if (bits == 0 && type is { Kind: BtfKind.Int } integer)
        {
            // Old compilers describe a bit field by an integer type with fewer bits than fit into its bytes.
            var (skipped, count) = ((integer.Number(0) >> 16) & 0xff, integer.Number(0) & 0xff);
            (offset, bits) = count != 0 && (skipped != 0 || count < unit) ? (offset + skipped, count) : (offset, 0);
        }

        var isPossible = bits == 0 || (bits <= unit && type is { Kind: BtfKind.Int or BtfKind.Enum or BtfKind.Enum64 });
        return isPossible ? new CMember(member, offset, bits == 0 ? unit : bits, alignment, unit, bits != 0) : null;
    }

    /// <summary>The size of a type in bytes; null if C cannot have a variable of this type.</summary>
    private uint? SizeOf(uint id) => types.Skip(id) is { Kind: not (BtfKind.Void or BtfKind.Variable or BtfKind.DataSection) }
        ? types.SizeOf(id)
        : null;

    private uint? AlignmentOf(uint id)
    {
        for (var depth = 0; depth < LongestChain && types.Skip(id) is { } type; depth++)
        {
            switch (type.Kind)
            {
                case BtfKind.Int or BtfKind.Float:
                    return CScalars.AlignmentOf(type, names.Text(type.Name));

                case BtfKind.Pointer:
                    return BtfKinds.PointerSize;

                case BtfKind.Enum or BtfKind.Enum64:
                    return type.SizeOrType is 1 or 2 or 4 or 8 ? type.SizeOrType : null;

                case BtfKind.Struct or BtfKind.Union:
                    return _structs.TryGetValue(type.Id, out var found) ? found.Alignment : null;

                case BtfKind.Array:
                    id = type.Number(0);
                    break;

                default:
                    return null;
            }
        }

        return null;
    }
}
