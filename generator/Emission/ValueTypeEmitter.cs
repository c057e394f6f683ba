using System.Globalization;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Emission;

/// <summary>Writes the C# types of an object's maps and variables. Every field says where it stands: nothing is left to a compiler's rules.</summary>
internal static class ValueTypeEmitter
{
    public static void Write(CodeWriter writer, ValueTypes types)
    {
        if (types.IsEmpty)
        {
            return;
        }

        writer.Line();
        writer.Line("/// <summary>The types of the object's maps and variables, laid out as the programs have them.</summary>");
        writer.Open("public static class Types");
        var isFirst = true;
        foreach (var type in types.Structs)
        {
            Separate(writer, ref isFirst);
            Write(writer, type);
        }

        foreach (var type in types.Enums)
        {
            Separate(writer, ref isFirst);
            Write(writer, type);
        }

        foreach (var type in types.Arrays)
        {
            Separate(writer, ref isFirst);
            Write(writer, type);
        }

        writer.Close();
    }

    private static void Separate(CodeWriter writer, ref bool isFirst)
    {
        if (!isFirst)
        {
            writer.Line();
        }

        isFirst = false;
    }

    private static void Write(CodeWriter writer, StructType type)
    {
        var size = type.Size.ToString(CultureInfo.InvariantCulture);
        writer.Line($"/// <summary><c>{CSharpText.Comment(type.Original)}</c>, {size} bytes.</summary>");
        writer.Line($"[global::System.Runtime.InteropServices.StructLayout(global::System.Runtime.InteropServices.LayoutKind.Explicit, Size = {size})]");
        writer.Open($"public struct {type.Name}");
        for (var i = 0; i < type.Fields.Count; i++)
        {
            if (i > 0)
            {
                writer.Line();
            }

            var field = type.Fields[i];
            writer.Line($"/// <summary><c>{CSharpText.Comment(field.Original)}</c></summary>");
            writer.Line($"[global::System.Runtime.InteropServices.FieldOffset({field.Offset.ToString(CultureInfo.InvariantCulture)})]");
            writer.Line($"public {field.Type} {field.Name};");
        }

        writer.Close();
    }

    private static void Write(CodeWriter writer, EnumType type)
    {
        writer.Line($"/// <summary><c>enum {CSharpText.Comment(type.Original)}</c></summary>");
        writer.Open($"public enum {type.Name} : {type.Underlying}");
        foreach (var value in type.Values)
        {
            writer.Line($"/// <summary><c>{CSharpText.Comment(value.Original)}</c></summary>");
            writer.Line($"{value.Name} = {value.Literal},");
        }

        writer.Close();
    }

    private static void Write(CodeWriter writer, ArrayType type)
    {
        var count = type.Count.ToString(CultureInfo.InvariantCulture);
        writer.Line(type.IsText ? $"/// <summary>Text of at most {count} bytes.</summary>" : $"/// <summary>An array of {count}.</summary>");
        writer.Line($"[global::System.Runtime.CompilerServices.InlineArray({count})]");
        writer.Open($"public struct {type.Name}");
        writer.Line($"private {type.Element} _first;");
        if (type.IsText)
        {
            writer.Line();
            writer.Line("/// <summary>The text up to its first zero byte, as UTF-8.</summary>");
            writer.Open("public override readonly string ToString()");
            writer.Line("global::System.ReadOnlySpan<byte> bytes = this;");
            writer.Line("var end = global::System.MemoryExtensions.IndexOf(bytes, (byte)0);");
            writer.Line("return global::System.Text.Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]);");
            writer.Close();
        }

        writer.Close();
    }
}
