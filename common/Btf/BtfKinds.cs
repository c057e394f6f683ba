namespace BpfGen.Btf;

/// <summary>What the kinds of type in BTF have in common, and how long their records are.</summary>
internal static class BtfKinds
{
    /// <summary>The size of the part that all kinds have.</summary>
    public const int CommonSize = 12;

    /// <summary>The bits of a record's info word that count its members, or say the linkage of a function. The upper 8 were unused once, and 0.</summary>
    public const uint CountMask = 0xffffff;

    /// <returns>How many bytes follow the common part once, and how many for each member, parameter, variable or value.</returns>
    public static (int Own, int Each) SizeOf(BtfKind kind) => kind switch
    {
        BtfKind.Int or BtfKind.Variable or BtfKind.DeclTag => (4, 0),
        BtfKind.Array => (12, 0),
        BtfKind.Struct or BtfKind.Union or BtfKind.DataSection or BtfKind.Enum64 => (0, 12),
        BtfKind.Enum or BtfKind.FunctionPrototype => (0, 8),
        _ => (0, 0),
    };

    /// <returns>The kind that a record's info word says.</returns>
    public static BtfKind Of(uint info) => (BtfKind)((info >> 24) & 0x7f);

    /// <returns>How many members, parameters, variables or values a record's info word says.</returns>
    public static int CountOf(uint info) => (int)(info & CountMask);

    /// <summary>Whether a kind is another name of a type, or says something more of one: what its record refers to is the type itself.</summary>
    public static bool IsModifier(BtfKind kind) => kind is BtfKind.Typedef or BtfKind.Volatile or BtfKind.Const or BtfKind.Restrict or BtfKind.TypeTag;
}
