using BpfGen.Generator.Model;

namespace BpfGen.Generator.Emission;

/// <summary>Writes C arrays as inline-array structs, which C# can index and convert to a span.</summary>
internal static class ArrayEmitter
{
    private const string Text = "global::BpfGen.Loading.FixedText";

    public static void Write(CodeWriter writer, ArrayType type)
    {
        var count = ValueTypeEmitter.Number(type.Count);
        writer.Line(type.IsText
            ? $"/// <summary>UTF-8 text in a <c>char</c> array of {count} bytes.</summary>"
            : $"/// <summary>An array of {count} elements.</summary>");
        writer.Line($"[global::System.Runtime.CompilerServices.InlineArray({count})]");
        writer.Open($"public struct {type.Name} : global::BpfGen.Loading.IValueArray<{type.Name}, {type.Element}>");
        writer.Line($"private {type.Element} _first;");
        if (type.IsText)
        {
            WriteText(writer, type);
        }

        writer.Close();
    }

    private static void WriteText(CodeWriter writer, ArrayType type)
    {
        writer.Line();
        writer.Line("/// <summary>Converts text as <see cref=\"Set\"/> does.</summary>");
        writer.Open($"public static implicit operator {type.Name}(string text)");
        writer.Line($"var result = default({type.Name});");
        writer.Line("result.Set(text);");
        writer.Line("return result;");
        writer.Close();
        writer.Line();
        writer.Line("/// <summary>Returns the UTF-8 text before the first zero byte.</summary>");
        writer.Line($"public override readonly string ToString() => {Text}.Read(this);");
        writer.Line();
        writer.Line("/// <summary>");
        writer.Line("/// Writes text as UTF-8 and fills the rest of the array with zero bytes, at least one. Text that is too long is "
            + "cut after a whole character.");
        writer.Line("/// </summary>");
        writer.Line($"public void Set(global::System.ReadOnlySpan<char> text) => {Text}.Write(this, text);");
    }
}
