using System.Globalization;
using System.Linq;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Emission;

/// <summary>Writes bit fields as properties that read and write some bits of a private integer field.</summary>
internal static class BitFieldEmitter
{
    public static void Write(CodeWriter writer, BitField field)
    {
        var isWide = field.Count > 32 || field.Parts.Any(part => part.UnitSize > sizeof(uint));
        var bits = $"{ValueTypeEmitter.Number(field.Count)} bit{(field.Count == 1 ? "" : "s")}";
        writer.Line($"/// <summary>Bit field <c>{CSharpText.Comment(field.Original)}</c>: {bits}.</summary>");
        writer.Open($"public {field.Type} {field.Name}");
        writer.Line($"readonly get => {Get(field, isWide)};");
        if (field.Parts.Count == 1)
        {
            writer.Line($"set => {Set(field, field.Parts[0], isWide)};");
        }
        else
        {
            writer.Open("set");
            foreach (var part in field.Parts)
            {
                writer.Line(Set(field, part, isWide) + ";");
            }

            writer.Close();
        }

        writer.Close();
    }

    /// <summary>The C# name of the unsigned integer type of a size in bytes.</summary>
    public static string Unsigned(int size) => size switch
    {
        1 => "byte",
        2 => "ushort",
        4 => "uint",
        _ => "ulong",
    };

    private static string Get(BitField field, bool isWide)
    {
        var bits = string.Join(" | ", field.Parts.Select(part => Read(part, isWide)));
        bits = field.Parts.Count > 1 ? $"({bits})" : bits;
        if (field.Kind == BitFieldKind.Boolean)
        {
            return $"{bits} != 0";
        }

        if (!field.IsSigned)
        {
            return Cast(field.Type, bits, Working(isWide));
        }

        // To extend the sign, shift the value left by the number of unused bits, and then right by the same number.
        var (signed, unused) = isWide ? ("long", 64 - field.Count) : ("int", 32 - field.Count);
        var value = unused == 0
            ? $"({signed}){bits}"
            : string.Format(CultureInfo.InvariantCulture, "({0})({1} << {2}) >> {2}", signed, bits, unused);
        return field.Type == signed ? $"unchecked({value})" : $"unchecked(({field.Type})({value}))";
    }

    private static string Read(BitPart part, bool isWide)
    {
        var unit = isWide && part.UnitSize < sizeof(ulong) ? $"(ulong){part.Unit}"
            : part.UnitSize < sizeof(uint) ? $"(uint){part.Unit}"
            : part.Unit;
        var shifted = part.Shift == 0 ? unit : $"({unit} >> {ValueTypeEmitter.Number(part.Shift)})";
        var masked = part.Shift + part.Count == part.UnitSize * 8 ? shifted : $"({shifted} & {Mask(part.Count, isWide)})";
        return part.Position == 0 ? masked : $"({masked} << {ValueTypeEmitter.Number(part.Position)})";
    }

    private static string Set(BitField field, BitPart part, bool isWide)
    {
        var value = field.Kind == BitFieldKind.Boolean
            ? $"(value ? {(isWide ? "1ul : 0ul" : "1u : 0u")})"
            : Cast(Working(isWide), "value", field.Type);
        var moved = part.Position == 0 ? value : $"({value} >> {ValueTypeEmitter.Number(part.Position)})";
        var bits = $"({moved} & {Mask(part.Count, isWide)})";
        var placed = part.Shift == 0 ? bits : $"({bits} << {ValueTypeEmitter.Number(part.Shift)})";
        var all = part.UnitSize == sizeof(ulong) ? ulong.MaxValue : (1ul << (part.UnitSize * 8)) - 1;
        var others = all & ~(Ones(part.Count) << part.Shift);
        var result = others == 0 ? placed : $"({part.Unit} & {Hex(others, isWide)}) | {placed}";
        var unit = Unsigned(part.UnitSize);
        return $"{part.Unit} = unchecked({(unit == Working(isWide) ? result : $"({unit})({result})")})";
    }

    /// <summary>The C# integer type that the generated code uses to compute the bits.</summary>
    private static string Working(bool isWide) => isWide ? "ulong" : "uint";

    private static string Cast(string to, string operand, string from) => to == from ? operand : $"({to}){operand}";

    private static string Mask(int count, bool isWide) => Hex(Ones(count), isWide);

    private static ulong Ones(int count) => count == 64 ? ulong.MaxValue : (1ul << count) - 1;

    private static string Hex(ulong number, bool isWide) =>
        "0x" + number.ToString("x", CultureInfo.InvariantCulture) + (isWide ? "ul" : "u");
}
