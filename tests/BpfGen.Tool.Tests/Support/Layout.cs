using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using BpfGen.Btf;
using BpfGen.Tool.CSource;

namespace BpfGen.Tool.Tests.Support;

/// <summary>
/// Describes the layout of structs and unions in BTF as text, so that a test can compare it with the layout in other BTF.
/// </summary>
internal static class Layout
{
    private const int MaxDepth = 24;

    /// <summary>The structs and unions that have a name.</summary>
    public static IEnumerable<BtfTypeRecord> Named(BtfTypeList types)
    {
        for (var id = 1u; types.At(id) is { } type; id++)
        {
            if (BtfKinds.IsComposite(type.Kind) && type.Name != 0)
            {
                yield return type;
            }
        }
    }

    /// <summary>
    /// Returns a C file with a variable of each struct, and with assertions about the size of each struct and the offset of each member.
    /// </summary>
    public static string Assertions(BtfTypeList types, CNames names, string header)
    {
        var text = new StringBuilder($"#include \"{header}\"\n");
        foreach (var type in Named(types))
        {
            var name = (type.Kind == BtfKind.Union ? "union " : "struct ") + names.Of(type);
            text.Append(CultureInfo.InvariantCulture, $"_Static_assert(sizeof({name}) == {type.SizeOrType}, \"{name}\");\n");
            Offsets(text, types, names, name, type, "", 0, 0);
            text.Append(CultureInfo.InvariantCulture, $"{name} v{type.Id};\n");
        }

        return text.ToString();
    }

    /// <summary>Describes the members of a struct, including those of its unnamed members.</summary>
    public static string Of(BtfTypeSource types, in BtfTypeRecord type)
    {
        var text = new StringBuilder($"size {type.SizeOrType}\n");
        Members(text, types, type, 0, 0);
        return text.ToString();
    }

    private static void Offsets(
        StringBuilder text, BtfTypeList types, CNames names, string root, in BtfTypeRecord type, string path, long offset, int depth)
    {
        for (var i = 0; i < type.Count && depth < MaxDepth; i++)
        {
            var member = BtfMemberRecord.Of(type, i);
            if (member.BitSize != 0 || types.Skip(member.Type) is not { } inner || (inner.Kind == BtfKind.Int && member.BitOffset % 8 != 0))
            {
                continue;
            }

            var place = offset + (member.BitOffset / 8);
            var name = member.Name == 0 ? path : path + names.Identifier(member.Name);
            if (member.Name != 0)
            {
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"_Static_assert(__builtin_offsetof({root}, {name}) == {place}, \"{root}.{name}\");\n");
            }

            if (BtfKinds.IsComposite(inner.Kind) && (inner.Name == 0 || member.Name == 0))
            {
                Offsets(text, types, names, root, inner, member.Name == 0 ? path : name + ".", place, depth + 1);
            }
        }
    }

    private static void Members(StringBuilder text, BtfTypeSource types, in BtfTypeRecord type, long offset, int depth)
    {
        for (var i = 0; i < type.Count && depth < MaxDepth; i++)
        {
            var member = BtfMemberRecord.Of(type, i);
            if (types.Skip(member.Type) is { } inner && BtfKinds.IsComposite(inner.Kind) && (inner.Name == 0 || member.Name == 0))
            {
                Members(text, types, inner, offset + member.BitOffset, depth + 1);
            }
            else if (!Text(types, member.Name).StartsWith("__padding_", System.StringComparison.Ordinal))
            {
                var described = Describe(types, member.Type, 0);
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"{Text(types, member.Name)} at {offset + member.BitOffset}:{member.BitSize} {described}\n");
            }
        }
    }

    private static string Describe(BtfTypeSource types, uint id, int depth) =>
        depth > MaxDepth || types.Skip(id) is not { } type ? "?" : type.Kind switch
        {
            BtfKind.Void => "void",
            // Ignore the sign of characters: the kernel is compiled with an unsigned char, and old versions of pahole do not write the
            // sign.
            BtfKind.Int when type.SizeOrType == 1 => "character",
            BtfKind.Int => $"{((type.Number(0) >> 24) & 1) switch { 1 => "s", _ => "u" }}{type.SizeOrType}",
            BtfKind.Float => $"f{type.SizeOrType}",
            BtfKind.Pointer => "*" + Describe(types, type.SizeOrType, depth + 1),
            BtfKind.Array => $"[{type.Number(2)}]" + Describe(types, type.Number(0), depth + 1),
            BtfKind.Enum or BtfKind.Enum64 => $"enum {Text(types, type.Name)} {type.SizeOrType}",
            BtfKind.Struct => $"struct {Text(types, type.Name)}",
            BtfKind.Union => $"union {Text(types, type.Name)}",
            BtfKind.Forward => (type.Flag ? "union " : "struct ") + Text(types, type.Name),
            BtfKind.FunctionPrototype => "(" + string.Join(
                ", ", Enumerable.Range(0, type.Count).Select(i => Describe(types, type.Number((i * 2) + 1), depth + 1)))
                + ")" + Describe(types, type.SizeOrType, depth + 1),
            _ => type.Kind.ToString(),
        };

    private static string Text(BtfTypeSource types, uint name)
    {
        var text = Encoding.UTF8.GetString(types.TextAt(name));
        var flavor = text.IndexOf("___", System.StringComparison.Ordinal);
        return flavor > 0 ? text[..flavor] : text;
    }
}
