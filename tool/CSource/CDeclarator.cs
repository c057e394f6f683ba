using System.Collections.Generic;
using BpfGen.Btf;

namespace BpfGen.Tool.CSource;

/// <summary>Writes C declarations, such as <c>int (*name[4])(struct sock *)</c>.</summary>
/// <param name="types">The types.</param>
/// <param name="names">Their names.</param>
/// <param name="text">Limits the total length of the text.</param>
/// <param name="inline">
/// Writes the body of an unnamed type. The arguments are the type, and the indentation of the last line of the body.
/// </param>
internal sealed class CDeclarator(BtfTypeList types, CNames names, CText text, System.Func<BtfTypeRecord, int, string> inline)
{
    private const int DeepestPrototypes = 32;

    private int _depth;

    /// <summary>Writes a declaration.</summary>
    /// <param name="id">The type.</param>
    /// <param name="name">The name that is declared; empty for none.</param>
    /// <param name="indent">The indentation of the line.</param>
    public string Declare(uint id, string name, int indent)
    {
        var (declarator, wasPointer, qualifiers, tags) = (name, false, "", "");
        for (var depth = 0; depth <= COrder.LongestChain; depth++)
        {
            if (types.At(id) is not { } type)
            {
                break;
            }

            switch (type.Kind)
            {
                case BtfKind.Const:
                    (id, qualifiers) = (type.SizeOrType, JoinOnce(qualifiers, "const"));
                    continue;

                case BtfKind.Volatile:
                    (id, qualifiers) = (type.SizeOrType, JoinOnce(qualifiers, "volatile"));
                    continue;

                case BtfKind.Restrict:
                    // In C, only pointers can be restrict.
                    id = type.SizeOrType;
                    qualifiers = types.At(id) is { Kind: BtfKind.Pointer } ? Join(qualifiers, "restrict") : qualifiers;
                    continue;

                case BtfKind.TypeTag:
                    (id, tags) = (type.SizeOrType, Join(tags, Attribute(type)));
                    continue;

                case BtfKind.Typedef when type.SizeOrType != 0 && names.IsOfCompiler(type):
                    // The compiler has a built-in type with this name. For the target bpf, this type differs from the kernel's type, so
                    // write the type behind the typedef.
                    id = type.SizeOrType;
                    continue;

                case BtfKind.Pointer:
                    declarator = "*" + Join(Join(qualifiers, tags), declarator);
                    (id, wasPointer, qualifiers, tags) = (type.SizeOrType, true, "", "");
                    break;

                case BtfKind.Array:
                    declarator = $"{(wasPointer ? $"({declarator})" : declarator)}[{type.Number(2)}]";
                    (id, wasPointer) = (type.Number(0), false);
                    break;

                case BtfKind.FunctionPrototype:
                    declarator = $"{(wasPointer ? $"({declarator})" : declarator)}({Parameters(type, indent, isNamed: false)})";
                    (id, wasPointer, qualifiers, tags) = (type.SizeOrType, false, "", "");
                    break;

                default:
                    return text.Count(Join(Join(Join(qualifiers, Name(type, indent)), tags), declarator));
            }

            text.Count(declarator);
        }

        throw new CSourceException($"type {id} does not exist, or its chain of pointers, arrays and qualifiers is too long");
    }

    /// <summary>Writes the parameters of a function.</summary>
    public string Parameters(in BtfTypeRecord prototype, int indent, bool isNamed)
    {
        if (prototype.Count == 0)
        {
            return "void";
        }

        if (++_depth > DeepestPrototypes)
        {
            throw new CSourceException("its function types are nested too deeply");
        }

        var parameters = new List<string>();
        for (var i = 0; i < prototype.Count; i++)
        {
            var (name, type) = (prototype.Number(i * 2), prototype.Number((i * 2) + 1));
            parameters.Add(text.Count(type == 0 && name == 0 && i == prototype.Count - 1 && i > 0
                ? "..."
                : Declare(type, isNamed && name != 0 ? NameOfParameter(name) : "", indent)));
        }

        _depth--;
        return string.Join(", ", parameters);
    }

    /// <summary>Returns the name of a parameter; empty if the name would hide the type of a later parameter.</summary>
    private string NameOfParameter(uint name) =>
        names.Identifier(name) is var identifier && names.IsIdentifier(identifier) ? identifier + "_" : identifier;

    private string Name(in BtfTypeRecord type, int indent) => type.Kind switch
    {
        BtfKind.Void => "void",
        BtfKind.Int or BtfKind.Float when CScalars.BuiltIn(type, names.Text(type.Name)) is { } builtIn => builtIn,
        BtfKind.Int or BtfKind.Float => names.Of(type),
        BtfKind.Struct or BtfKind.Union or BtfKind.Enum or BtfKind.Enum64 when type.Name == 0 => inline(type, indent),
        BtfKind.Struct => "struct " + names.Of(type),
        BtfKind.Union => "union " + names.Of(type),
        BtfKind.Enum or BtfKind.Enum64 => "enum " + names.Of(type),
        BtfKind.Forward => (type.Flag ? "union " : "struct ") + names.Of(type),
        BtfKind.Typedef => names.Of(type),
        _ => throw new CSourceException($"type {type.Id} has the kind {type.Kind}, which no C variable can have"),
    };

    /// <summary>
    /// Writes a type tag, or the attribute that BTF stores as a type tag with <c>kind_flag</c>, such as the address space of arenas.
    /// </summary>
    private string Attribute(in BtfTypeRecord tag)
    {
        var value = names.Text(tag.Name);
        if (tag.Flag)
        {
            return value == "address_space(1)" ? $"__attribute__(({value}))" : "";
        }

        return value.IndexOfAny(['"', '\\', '\n', '\r']) < 0 ? $"__attribute__((btf_type_tag(\"{value}\")))" : "";
    }

    /// <summary>
    /// Adds a qualifier, unless the text already contains it. For a constant array of constants, BTF contains <c>const</c> twice.
    /// </summary>
    private static string JoinOnce(string qualifiers, string qualifier) =>
        qualifiers.Contains(qualifier) ? qualifiers : Join(qualifiers, qualifier);

    private static string Join(string left, string right) => left.Length == 0 ? right : right.Length == 0 ? left : left + " " + right;

}
