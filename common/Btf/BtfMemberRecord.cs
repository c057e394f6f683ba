namespace BpfGen.Btf;

/// <summary>A member of a struct or union.</summary>
/// <param name="Name">The offset of the name in the strings; 0 for none.</param>
/// <param name="Type">The id of the member's type.</param>
/// <param name="BitOffset">The offset in the struct, in bits.</param>
/// <param name="BitSize">The size of a bit field in bits; 0 for a member that is no bit field.</param>
internal readonly record struct BtfMemberRecord(uint Name, uint Type, uint BitOffset, uint BitSize)
{
    private const int NumbersPerMember = 3;

    /// <param name="type">A struct or union.</param>
    /// <param name="index">The index of the member, below the type's count.</param>
    public static BtfMemberRecord Of(in BtfTypeRecord type, int index)
    {
        var place = type.Number((index * NumbersPerMember) + 2);
        return new BtfMemberRecord(
            type.Number(index * NumbersPerMember),
            type.Number((index * NumbersPerMember) + 1),
            type.Flag ? place & 0xffffff : place,
            type.Flag ? place >> 24 : 0);
    }
}
