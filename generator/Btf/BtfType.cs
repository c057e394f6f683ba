using BpfGen.Btf;

namespace BpfGen.Generator.Btf;

/// <summary>One type of an object's BTF: the decoded fields of its record.</summary>
/// <param name="Id">The id by which other types and records refer to this type.</param>
/// <param name="Kind">The kind.</param>
/// <param name="NameOffset">The offset of the name in the BTF strings; 0 for no name.</param>
/// <param name="Name">The name; empty if the type has none.</param>
/// <param name="Count">The number of members, parameters, variables or enumerators. For a function, its linkage.</param>
/// <param name="SizeOrType">The size in bytes, or the id of another type, depending on the kind.</param>
/// <param name="Flag"><c>kind_flag</c>: whether a struct has bit fields, or an enumeration has signed values.</param>
/// <param name="Numbers">The 32-bit words after the common part of the record.</param>
internal sealed record BtfType(uint Id, BtfKind Kind, uint NameOffset, string Name, int Count, uint SizeOrType, bool Flag, uint[] Numbers)
{
    public bool IsModifier => BtfKinds.IsModifier(Kind);

    /// <summary>The info word of the record.</summary>
    public uint Info => ((uint)Kind << 24) | (uint)Count | (Flag ? BtfKinds.FlagMask : 0);

    /// <summary>The count of entries in <see cref="Numbers"/> for one member, parameter, variable or enumerator.</summary>
    public int Stride => BtfKinds.SizeOf(Kind).Each / sizeof(uint);
}

/// <summary>A member of a struct or union.</summary>
/// <param name="Name">The name; empty for an anonymous member.</param>
/// <param name="Type">The id of the member's type.</param>
/// <param name="BitOffset">The offset of the member in the struct, in bits.</param>
/// <param name="BitSize">The size of a bit field in bits; 0 if the member is not a bit field.</param>
internal readonly record struct BtfMember(string Name, uint Type, uint BitOffset, uint BitSize);

/// <summary>A value of an enumeration.</summary>
/// <param name="Name">The name.</param>
/// <param name="Value">The value, sign-extended if the enumeration is signed.</param>
internal readonly record struct BtfEnumerator(string Name, ulong Value);

/// <summary>The encoding of an integer.</summary>
internal enum BtfIntEncoding
{
    Unsigned = 0,
    Signed = 1,
    Character = 2,
    Boolean = 4,
}

/// <summary>The place of a variable in a data section.</summary>
/// <param name="Type">The id of the variable's type, of kind <see cref="BtfKind.Variable"/>.</param>
/// <param name="Offset">The offset in the section, in bytes.</param>
/// <param name="Size">The size in bytes.</param>
internal readonly record struct BtfSectionVariable(uint Type, uint Offset, uint Size);
