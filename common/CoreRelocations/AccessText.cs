using System.Text;
using BpfGen.Btf;

namespace BpfGen.CoreRelocations;

/// <summary>Writes the target of a CO-RE relocation as in C: <c>struct task_struct.comm</c>.</summary>
internal static class AccessText
{
    private const string Unknown = "?";

    public static string Of(BtfTypeSource types, in CoreRelocation relocation)
    {
        if (CoreAccess.TryRead(types, relocation) is not { } access)
        {
            return NameOf(types, relocation.Type);
        }

        var text = new StringBuilder(NameOf(types, relocation.Type));
        var isFirst = true;
        foreach (var step in access.Steps)
        {
            if (step.Name != 0)
            {
                text.Append('.').Append(Text(types, step.Name));
            }
            else if (!isFirst)
            {
                text.Append('[').Append(step.Index).Append(']');
            }

            isFirst = false;
        }

        return text.ToString();
    }

    /// <summary>The name of a type: <c>struct task_struct</c>.</summary>
    public static string NameOf(BtfTypeSource types, uint id) => types.At(id) is not { } type ? Unknown : (type.Kind switch
    {
        BtfKind.Struct => "struct ",
        BtfKind.Union => "union ",
        BtfKind.Enum or BtfKind.Enum64 => "enum ",
        _ => "",
    }) + (type.Name == 0 ? Unknown : Text(types, type.Name));

    public static string Text(BtfTypeSource types, uint name) => Encoding.UTF8.GetString(types.TextAt(name).ToArray());
}
