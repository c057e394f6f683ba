namespace BpfGen.Btf;

/// <summary>
/// The letters of a type signature. The generator writes the signature of an <c>extern</c> declaration, and BpfGen's runtime compares it
/// with the signature of the kernel's type. As in libbpf, pointers, arrays and the number of parameters must match, but the names of
/// structs and the sizes of integers may differ.
/// </summary>
internal static class BtfSignature
{
    public const char Void = 'v';
    public const char Int = 'i';
    public const char Enum = 'e';
    public const char Struct = 's';
    public const char Union = 'u';
    public const char Forward = 'f';

    /// <summary>The letter of a pointer. The signature of its target follows.</summary>
    public const char Pointer = '*';

    /// <summary>The letter of an array. The signature of its elements follows.</summary>
    public const char Array = '[';

    /// <summary>
    /// The letter of a function. The signatures of its parameters follow, then <see cref="EndOfParameters"/> and the signature of its
    /// result.
    /// </summary>
    public const char Function = '(';

    public const char EndOfParameters = ')';

    /// <summary>The letter of a type that is not compatible with any other type.</summary>
    public const char Incompatible = 'x';

    /// <summary>
    /// The letter of a kind of type. In the signature of a pointer, array or function, further signatures follow this letter.
    /// </summary>
    public static char LetterOf(BtfKind kind) => kind switch
    {
        BtfKind.Void => Void,
        BtfKind.Int => Int,
        BtfKind.Enum or BtfKind.Enum64 => Enum,
        BtfKind.Struct => Struct,
        BtfKind.Union => Union,
        BtfKind.Forward => Forward,
        BtfKind.Pointer => Pointer,
        BtfKind.Array => Array,
        BtfKind.FunctionPrototype => Function,
        _ => Incompatible,
    };
}
