namespace BpfGen.Btf;

/// <summary>The record of a BTF type of the kernel or of a module.</summary>
/// <param name="Table">The table that contains the type.</param>
/// <param name="Name">The offset of the name in the strings; 0 for none.</param>
/// <param name="Info">The kind, and the number of members.</param>
/// <param name="SizeOrType">The size in bytes, or the id of another type, depending on the kind.</param>
/// <param name="Tail">The offset of the numbers that follow the common part of the record.</param>
internal readonly record struct TypeRecord(TypeTable Table, uint Name, uint Info, uint SizeOrType, int Tail)
{
    public BtfKind Kind => BtfKinds.Of(Info);

    public int Count => BtfKinds.CountOf(Info);

    public bool IsModifier => BtfKinds.IsModifier(Kind);

    /// <summary>Reads one of the numbers that follow the common part of the record.</summary>
    public uint Number(int index) => Table.NumberAt(Tail + (index * sizeof(uint)));
}
