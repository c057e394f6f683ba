using BpfGen.Btf;

namespace BpfGen.Generator.Btf;

/// <summary>One type of an object's BTF.</summary>
/// <param name="Id">Its number, by which other types and records name it.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Name">Its name; empty where it has none.</param>
/// <param name="Count">How many members, parameters, variables or values follow it.</param>
/// <param name="SizeOrType">Its size in bytes, or the type it refers to; which one goes with the kind.</param>
/// <param name="Flag">What the kind makes of it (<c>kind_flag</c>): bit fields among a struct's members, signed values of an enumeration.</param>
/// <param name="Offset">Where its record stands in the section <c>.BTF</c>.</param>
internal sealed record BtfType(uint Id, BtfKind Kind, string Name, int Count, uint SizeOrType, bool Flag, int Offset)
{
    /// <summary>Where what follows the record's common part stands.</summary>
    public int Tail => Offset + BtfKinds.CommonSize;

    public bool IsModifier => BtfKinds.IsModifier(Kind);
}

/// <summary>A member of a struct or union.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type.</param>
/// <param name="BitOffset">Where it stands, in bits.</param>
/// <param name="BitSize">The size of a bit field in bits; 0 for a member of whole bytes.</param>
internal readonly record struct BtfMember(string Name, uint Type, uint BitOffset, uint BitSize);

/// <summary>A value of an enumeration.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">The value, sign-extended where the enumeration is signed.</param>
internal readonly record struct BtfEnumerator(string Name, ulong Value);

/// <summary>How an integer is to be read.</summary>
internal enum BtfIntEncoding
{
    Unsigned = 0,
    Signed = 1,
    Character = 2,
    Boolean = 4,
}

/// <summary>A variable's place in a data section.</summary>
/// <param name="Type">The type of kind <see cref="BtfKind.Variable"/>.</param>
/// <param name="Offset">Where it stands in the section, in bytes.</param>
/// <param name="Size">Its size in bytes.</param>
internal readonly record struct BtfSectionVariable(uint Type, uint Offset, uint Size);
