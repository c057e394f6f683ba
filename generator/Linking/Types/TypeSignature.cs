using System.Text;
using BpfGen.Btf;
using BpfGen.Generator.Btf;

namespace BpfGen.Generator.Linking;

/// <summary>
/// Writes a type as far as the kernel's has to be like it: a letter each for <c>v</c>oid, <c>i</c>nteger, <c>e</c>numeration, <c>s</c>truct,
/// <c>u</c>nion and <c>f</c>orward declaration; <c>*</c> and <c>[</c> before what is pointed to or is in an array; a function's parameters in
/// parentheses, and its result after them. What is like nothing is <c>x</c>.
/// </summary>
internal static class TypeSignature
{
    private const int Deepest = 32;
    private const int Longest = 1024;

    /// <returns>The text, or null where the type has no end.</returns>
    public static string? Of(BtfTypes types, uint id)
    {
        var text = new StringBuilder();
        return Write(types, id, text, 0) ? text.ToString() : null;
    }

    private static bool Write(BtfTypes types, uint id, StringBuilder text, int depth)
    {
        if (depth > Deepest || text.Length > Longest || types.Skip(id) is not { } type)
        {
            return false;
        }

        switch (type.Kind)
        {
            case BtfKind.Pointer:
                text.Append('*');
                return Write(types, type.SizeOrType, text, depth + 1);

            case BtfKind.Array:
                text.Append('[');
                return Write(types, types.Array(type).Element, text, depth + 1);

            case BtfKind.FunctionPrototype:
                text.Append('(');
                foreach (var parameter in types.Parameters(type))
                {
                    if (!Write(types, parameter, text, depth + 1))
                    {
                        return false;
                    }
                }

                text.Append(')');
                return Write(types, type.SizeOrType, text, depth + 1);

            default:
                text.Append(Letter(type.Kind));
                return true;
        }
    }

    private static char Letter(BtfKind kind) => kind switch
    {
        BtfKind.Void => 'v',
        BtfKind.Int => 'i',
        BtfKind.Enum or BtfKind.Enum64 => 'e',
        BtfKind.Struct => 's',
        BtfKind.Union => 'u',
        BtfKind.Forward => 'f',
        _ => 'x',
    };
}
