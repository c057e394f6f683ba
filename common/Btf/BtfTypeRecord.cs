namespace BpfGen.Btf;

/// <summary>The record of a BTF type.</summary>
/// <param name="Source">The BTF that contains the type.</param>
/// <param name="Id">The id of the type.</param>
/// <param name="Name">The offset of the name in the strings; 0 for none.</param>
/// <param name="Info">The kind, the number of members, and <c>kind_flag</c>.</param>
/// <param name="SizeOrType">The size in bytes, or the id of another type, depending on the kind.</param>
/// <param name="Tail">The position of the 32-bit words after the common part of the record.</param>
internal readonly record struct BtfTypeRecord(BtfTypeSource Source, uint Id, uint Name, uint Info, uint SizeOrType, int Tail)
{
    public BtfKind Kind => BtfKinds.Of(Info);

    public int Count => BtfKinds.CountOf(Info);

    public bool IsModifier => BtfKinds.IsModifier(Kind);

    /// <summary>
    /// Whether <c>kind_flag</c> is set. If set, a struct has bit fields, an enumeration has signed values, or a forward declaration
    /// declares a union.
    /// </summary>
    public bool Flag => (Info & BtfKinds.FlagMask) != 0;

    /// <summary>Reads one of the 32-bit words after the common part of the record.</summary>
    public uint Number(int index) => Source.NumberAt(Tail + (index * sizeof(uint)));
}
