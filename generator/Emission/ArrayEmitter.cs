using BpfGen.Generator.Model;

namespace BpfGen.Generator.Emission;

/// <summary>Writes arrays: structs that C# can index, and make a span of.</summary>
internal static class ArrayEmitter
{
    private const string Text = "global::BpfGen.Loading.FixedText";

    public static void Write(CodeWriter writer, ArrayType type)
    {
        var count = ValueTypeEmitter.Number(type.Count);
        writer.Line(type.IsText ? $"/// <summary>Text of at most {count} bytes.</summary>" : $"/// <summary>An array of {count}.</summary>");
        writer.Line($"[global::System.Runtime.CompilerServices.InlineArray({count})]");
        writer.Open($"public struct {type.Name}");
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
        writer.Line("/// <summary>Text as a program has it: see <see cref=\"Set\"/>.</summary>");
        writer.Open($"public static implicit operator {type.Name}(string text)");
        writer.Line($"var result = default({type.Name});");
        writer.Line("result.Set(text);");
        writer.Line("return result;");
        writer.Close();
        writer.Line();
        writer.Line("/// <summary>The text up to its first zero byte, as UTF-8.</summary>");
        writer.Line($"public override readonly string ToString() => {Text}.Read(this);");
        writer.Line();
        writer.Line("/// <summary>Writes text as UTF-8, and zeroes behind it: at least one. Characters that find no room are left out, whole ones.</summary>");
        writer.Line($"public void Set(global::System.ReadOnlySpan<char> text) => {Text}.Write(this, text);");
    }
}
