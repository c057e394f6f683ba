using System.Text;
using BpfGen.Btf;
using BpfGen.Generator.Btf;

namespace BpfGen.Generator.Linking;

/// <summary>
/// Writes the signature of a declared type. BpfGen's runtime compares the signature with the kernel's type. See <see cref="BtfSignature"/>
/// for the letters.
/// </summary>
internal static class TypeSignature
{
    private const int Longest = 1024;

    /// <returns>The signature, or null if the type is nested too deeply or contains a cycle.</returns>
    public static string? Of(BtfTypes types, uint id)
    {
        var text = new StringBuilder();
        return Write(types, id, text, 0) ? text.ToString() : null;
    }

    private static bool Write(BtfTypes types, uint id, StringBuilder text, int depth)
    {
        if (depth > BtfKinds.MaxDepth || text.Length > Longest || types.Skip(id) is not { } type)
        {
            return false;
        }

        types.Effort.Spend(4);
        switch (type.Kind)
        {
            case BtfKind.Pointer:
                text.Append(BtfSignature.Pointer);
                return Write(types, type.SizeOrType, text, depth + 1);

            case BtfKind.Array:
                text.Append(BtfSignature.Array);
                return Write(types, BtfTypes.Array(type).Element, text, depth + 1);

            case BtfKind.FunctionPrototype:
                text.Append(BtfSignature.Function);
                foreach (var parameter in BtfTypes.Parameters(type))
                {
                    if (!Write(types, parameter, text, depth + 1))
                    {
                        return false;
                    }
                }

                text.Append(BtfSignature.EndOfParameters);
                return Write(types, type.SizeOrType, text, depth + 1);

            default:
                text.Append(BtfSignature.LetterOf(type.Kind));
                return true;
        }
    }
}
