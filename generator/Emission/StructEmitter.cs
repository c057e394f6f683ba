using System.Linq;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Emission;

/// <summary>Writes structs. Every field has an explicit offset, so the layout does not depend on .NET's layout rules.</summary>
internal static class StructEmitter
{
    private const string Interop = "global::System.Runtime.InteropServices";

    public static void Write(CodeWriter writer, StructType type)
    {
        var omitted = type.Omitted.Count == 0 ? "" : " C# cannot represent these members: "
            + $"{string.Join(", ", type.Omitted.Select(name => $"<c>{CSharpText.Comment(name)}</c>"))}.";
        var size = ValueTypeEmitter.Number(type.Size);
        writer.Line($"/// <summary><c>{CSharpText.Comment(type.Original)}</c>, {size} bytes.{omitted}</summary>");
        var pack = type.Pack == 0 ? "" : $", Pack = {ValueTypeEmitter.Number(type.Pack)}";
        writer.Line($"[{Interop}.StructLayout({Interop}.LayoutKind.Explicit{pack}, Size = {size})]");
        writer.Open($"public struct {type.Name}");
        var isFirst = true;
        foreach (var field in type.Fields)
        {
            Separate(writer, ref isFirst);
            Write(writer, field);
        }

        foreach (var unit in type.BitUnits)
        {
            Separate(writer, ref isFirst);
            WriteOffset(writer, unit.Offset);
            writer.Line($"private {BitFieldEmitter.Unsigned(unit.Size)} {unit.Name};");
        }

        foreach (var field in type.BitFields)
        {
            Separate(writer, ref isFirst);
            BitFieldEmitter.Write(writer, field);
        }

        foreach (var array in type.FlexibleArrays)
        {
            Separate(writer, ref isFirst);
            Write(writer, array);
        }

        writer.Close();
    }

    private static void Write(CodeWriter writer, StructField field)
    {
        if (field.Storage is not { } storage)
        {
            WriteSummary(writer, field.Original);
            WriteOffset(writer, field.Offset);
            writer.Line($"public {field.Type} {field.Name};");
            return;
        }

        WriteOffset(writer, field.Offset);
        writer.Line($"private ulong {storage};");
        writer.Line();
        WriteSummary(writer, field.Original);
        writer.Open($"public {field.Type} {field.Name}");
        writer.Line($"readonly get => new({storage});");
        writer.Line($"set => {storage} = value.Value;");
        writer.Close();
    }

    private static void Write(CodeWriter writer, FlexibleArray array)
    {
        var offset = ValueTypeEmitter.Number(array.Offset);
        writer.Line($"/// <summary><c>{CSharpText.Comment(array.Original)}</c>: the elements that follow the struct in a "
            + "record.</summary>");
        writer.Line("/// <param name=\"record\">The whole record, with the struct at its start.</param>");
        writer.Line("/// <exception cref=\"global::System.ArgumentOutOfRangeException\">The record ends before the elements "
            + "begin.</exception>");
        writer.Line(
            $"public static global::System.ReadOnlySpan<{array.Element}> {array.Name}(global::System.ReadOnlySpan<byte> record) =>");
        writer.Indent();
        writer.Line(
            array.Element == "byte" ? $"record[{offset}..];" : $"{Interop}.MemoryMarshal.Cast<byte, {array.Element}>(record[{offset}..]);");
        writer.Outdent();
    }

    private static void WriteSummary(CodeWriter writer, string original) =>
        writer.Line($"/// <summary><c>{CSharpText.Comment(original)}</c></summary>");

    private static void WriteOffset(CodeWriter writer, int offset) =>
        writer.Line($"[{Interop}.FieldOffset({ValueTypeEmitter.Number(offset)})]");

    private static void Separate(CodeWriter writer, ref bool isFirst)
    {
        if (!isFirst)
        {
            writer.Line();
        }

        isFirst = false;
    }
}
