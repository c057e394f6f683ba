namespace BpfGen.Btf;

/// <summary>A type of the kernel.</summary>
/// <param name="Table">Where it is from.</param>
/// <param name="Name">Where its name stands among the strings; 0 for none.</param>
/// <param name="Info">Its kind, and how many members it has.</param>
/// <param name="SizeOrType">Its size, or the type it refers to; which one goes with the kind.</param>
/// <param name="Tail">Where what follows its common part stands.</param>
internal readonly record struct TypeRecord(TypeTable Table, uint Name, uint Info, uint SizeOrType, int Tail)
{
    public BtfKind Kind => BtfKinds.Of(Info);

    public int Count => BtfKinds.CountOf(Info);

    public bool IsModifier => BtfKinds.IsModifier(Kind);

    /// <summary>A number of what follows the common part.</summary>
    public uint Number(int index) => Table.NumberAt(Tail + (index * sizeof(uint)));
}
