namespace BpfGen.Btf;

/// <summary>Facts about the kinds of BTF types: the sizes of their records, and the meaning of their fields.</summary>
internal static class BtfKinds
{
    /// <summary>The newest kind that BpfGen supports.</summary>
    public const BtfKind Newest = BtfKind.Enum64;

    /// <summary>The size in bytes of the part that the records of all kinds share (<c>struct btf_type</c>).</summary>
    public const int CommonSize = 12;

    /// <summary>
    /// The bits of a record's info word that hold the number of members, or the linkage of a function. Older kernels use only 16 of these
    /// 24 bits.
    /// </summary>
    public const uint CountMask = 0xffffff;

    /// <summary>The bit of a record's info word that holds <c>kind_flag</c>.</summary>
    public const uint FlagMask = 0x8000_0000;

    /// <summary>
    /// The maximum length of a chain of types, as in the kernel (<c>MAX_RESOLVE_DEPTH</c>). A longer chain may be a cycle.
    /// </summary>
    public const int MaxDepth = 32;

    /// <summary>
    /// The maximum length of the access string of a CO-RE relocation, in characters. The kernel reads at most 64 indexes
    /// (<c>BPF_CORE_SPEC_MAX_LEN</c>). Each index has at most 10 digits, and a colon follows.
    /// </summary>
    public const int LongestAccess = 64 * 11;

    /// <summary>The size of a pointer in bytes. eBPF is a 64-bit architecture.</summary>
    public const int PointerSize = 8;

    /// <returns>
    /// The sizes in bytes of the fields after the common part of a record. <c>Own</c> is the size of the fields that the record has once.
    /// <c>Each</c> is the size of the fields for each member, parameter, variable or enumerator.
    /// </returns>
    public static (int Own, int Each) SizeOf(BtfKind kind) => kind switch
    {
        BtfKind.Int or BtfKind.Variable or BtfKind.DeclTag => (4, 0),
        BtfKind.Array => (12, 0),
        BtfKind.Struct or BtfKind.Union or BtfKind.DataSection or BtfKind.Enum64 => (0, 12),
        BtfKind.Enum or BtfKind.FunctionPrototype => (0, 8),
        _ => (0, 0),
    };

    /// <returns>The kind in a record's info word.</returns>
    public static BtfKind Of(uint info) => (BtfKind)((info >> 24) & 0x7f);

    /// <returns>The number of members, parameters, variables or enumerators in a record's info word.</returns>
    public static int CountOf(uint info) => (int)(info & CountMask);

    /// <summary>Whether BpfGen can read records of this kind.</summary>
    public static bool IsKnown(BtfKind kind) => kind is > BtfKind.Void and <= Newest;

    /// <summary>Whether a kind only renames or qualifies another type.</summary>
    public static bool IsModifier(BtfKind kind) =>
        kind is BtfKind.Typedef or BtfKind.Volatile or BtfKind.Const or BtfKind.Restrict or BtfKind.TypeTag;

    /// <summary>Whether a kind is a struct or a union.</summary>
    public static bool IsComposite(BtfKind kind) => kind is BtfKind.Struct or BtfKind.Union;

    /// <summary>Whether a kind is an enumeration of 32-bit or 64-bit values.</summary>
    public static bool IsEnum(BtfKind kind) => kind is BtfKind.Enum or BtfKind.Enum64;

    /// <summary>
    /// Whether the third word in records of this kind is a type id. In records of other kinds, this word is a size in bytes or unused.
    /// </summary>
    public static bool IsReference(BtfKind kind) => IsModifier(kind)
        || kind is BtfKind.Pointer or BtfKind.Function or BtfKind.FunctionPrototype or BtfKind.Variable or BtfKind.DeclTag;

    /// <summary>Whether the third word in records of this kind is the size in bytes of the type's values.</summary>
    public static bool HasSize(BtfKind kind) =>
        IsComposite(kind) || IsEnum(kind) || kind is BtfKind.Int or BtfKind.Float or BtfKind.DataSection;
}
