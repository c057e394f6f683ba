using System.Text;
using BpfGen.Btf;
using BpfGen.Generator.Btf;

namespace BpfGen.Generator.Typing;

/// <summary>Writes BTF types as a message shows them: <c>__u32</c>, <c>struct event *</c>, <c>char[16]</c>.</summary>
internal sealed class CTypeText(BtfTypes types)
{
    private readonly TypeNames _names = new(types);

    public string Of(uint id, int depth = 0)
    {
        if (depth > ValueTypeBuilder.MaxDepth || types[id] is not { } type)
        {
            return "?";
        }

        return type.Kind switch
        {
            BtfKind.Void => "void",
            BtfKind.Pointer when types.Skip(type.SizeOrType) is { Kind: BtfKind.FunctionPrototype } => "pointer to a function",
            BtfKind.Pointer => Pointer(Of(type.SizeOrType, depth + 1)),
            BtfKind.Array => Array(type, depth),
            BtfKind.Int or BtfKind.Float or BtfKind.Typedef => type.Name,
            _ when type.IsModifier => Of(type.SizeOrType, depth + 1),
            _ => _names.Original(type),
        };
    }

    private static string Pointer(string target) => target.EndsWith("*", System.StringComparison.Ordinal) ? target + "*" : target + " *";

    /// <summary>In C, the outer count of an array of arrays comes first.</summary>
    private string Array(BtfType type, int depth)
    {
        var counts = new StringBuilder();
        var (element, count) = BtfTypes.Array(type);
        counts.Append('[').Append(count).Append(']');
        for (; depth < ValueTypeBuilder.MaxDepth && types[element] is { Kind: BtfKind.Array } inner; depth++)
        {
            (element, count) = BtfTypes.Array(inner);
            counts.Append('[').Append(count).Append(']');
        }

        return Of(element, depth + 1) + counts;
    }
}
