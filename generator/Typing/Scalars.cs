using BpfGen.Generator.Btf;

namespace BpfGen.Generator.Typing;

/// <summary>Maps C's numeric types to C# types.</summary>
internal static class Scalars
{
    public static string? Integer(BtfType type, BtfIntEncoding encoding) => (type.SizeOrType, encoding) switch
    {
        (1, BtfIntEncoding.Boolean) => "bool",

        // Whether char is signed depends on the architecture. It becomes a byte on all of them, because it usually holds text.
        (1, _) when type.Name == "char" => "byte",
        (16, BtfIntEncoding.Signed) => "global::System.Int128",
        (16, _) => "global::System.UInt128",
        (var size, _) => OfSize(size, encoding == BtfIntEncoding.Signed),
    };

    public static string? Float(uint size) => size switch
    {
        4 => "float",
        8 => "double",
        _ => null,
    };

    /// <summary>Gets the integer type of 1, 2, 4 or 8 bytes; null for any other size.</summary>
    public static string? OfSize(uint size, bool isSigned) => (size, isSigned) switch
    {
        (1, true) => "sbyte",
        (1, false) => "byte",
        (2, true) => "short",
        (2, false) => "ushort",
        (4, true) => "int",
        (4, false) => "uint",
        (8, true) => "long",
        (8, false) => "ulong",
        _ => null,
    };
}
