using System;
using System.Globalization;
using BpfGen.Btf;

namespace BpfGen.Tool.CSource;

/// <summary>Writes structs, unions and enumerations with their members.</summary>
internal sealed class CBodies
{
    private const int DeepestNesting = 64;

    /// <summary>
    /// The largest gap in bits to fill with bit fields. For a larger gap, bit fields would need thousands of lines, so an array fills it.
    /// </summary>
    private const long LargestGap = 4096 * 8;

    private readonly BtfTypeList _types;
    private readonly CNames _names;
    private readonly CLayout _layout;
    private readonly CText _counted;
    private readonly Action<BtfTypeRecord> _inlined;
    private int _depth;

    /// <param name="types">The types.</param>
    /// <param name="names">Their names.</param>
    /// <param name="layout">The layout of the structs.</param>
    /// <param name="counted">Limits the total length of the text.</param>
    /// <param name="inlined">Receives each unnamed type that is written inside another type.</param>
    public CBodies(BtfTypeList types, CNames names, CLayout layout, CText counted, Action<BtfTypeRecord> inlined)
    {
        (_types, _names, _layout, _counted, _inlined) = (types, names, layout, counted, inlined);
        Declarator = new CDeclarator(types, names, counted, Of);
    }

    public CDeclarator Declarator { get; }

    /// <summary>Writes the definition of a type, from its keyword to its closing brace and attributes.</summary>
    /// <param name="type">A struct, union or enumeration.</param>
    /// <param name="indent">The indentation of the line in which the type begins.</param>
    public string Of(BtfTypeRecord type, int indent) => Of(type, indent, isNamed: type.Name != 0);

    private string Of(BtfTypeRecord type, int indent, bool isNamed)
    {
        if (++_depth > DeepestNesting)
        {
            throw new CSourceException($"type {type.Id} is nested in more than {DeepestNesting} types without a name");
        }

        if (type.Name == 0)
        {
            _inlined(type);
        }

        var text = BtfKinds.IsEnum(type.Kind) ? Enumeration(type, indent) : Composite(type, indent, isNamed);
        _depth--;
        return _counted.Count(text);
    }

    private string Enumeration(in BtfTypeRecord type, int indent)
    {
        var text = Open(type, "enum", isNamed: type.Name != 0);
        var is64 = type.Kind == BtfKind.Enum64;
        var numbers = is64 ? 3 : 2;
        for (var i = 0; i < type.Count; i++)
        {
            var low = type.Number((i * numbers) + 1);
            var value = is64 ? low | ((ulong)type.Number((i * numbers) + 2) << 32) : low;
            var name = _names.UniqueIdentifier(_names.Identifier(type.Number(i * numbers)));
            text.Line(indent + 1, $"{name} = {(is64 ? Value64(value, type.Flag) : Value32(low, type.Flag))},");
        }

        if (type.Count == 0)
        {
            // C has no empty enumerations, so add an enumerator.
            text.Line(indent + 1, _names.UniqueIdentifier((type.Name == 0 ? "" : _names.Of(type)) + "___none") + " = 0,");
        }

        var mode = type.SizeOrType switch { 1 => "byte", 2 => "HI", 8 => "DI", _ => null };
        return Close(text, indent, mode is null ? "" : $" __attribute__((mode({mode})))");
    }

    private static string Value32(uint value, bool isSigned) =>
        isSigned ? unchecked((int)value).ToString(CultureInfo.InvariantCulture) : value.ToString(CultureInfo.InvariantCulture);

    private static string Value64(ulong value, bool isSigned) => !isSigned ? value.ToString(CultureInfo.InvariantCulture) + "ULL"
        : value == 1ul << 63 ? "(-9223372036854775807LL - 1)" // 9223372036854775808 is too large for C.
        : unchecked((long)value).ToString(CultureInfo.InvariantCulture) + "LL";

    private string Composite(in BtfTypeRecord type, int indent, bool isNamed)
    {
        var isUnion = type.Kind == BtfKind.Union;
        var text = Open(type, isUnion ? "union" : "struct", isNamed);
        var layout = _layout.Of(type);
        var (end, largest, size) = (0L, 0L, (long)type.SizeOrType * 8);
        foreach (var member in layout.Members)
        {
            if (!isUnion && member.PlaceAfter(end, layout.IsPacked) != member.Bit)
            {
                Pad(text, indent + 1, end, member.Bit);
            }

            if (isUnion && member.Bit != 0)
            {
                // A member of a C union can only begin at bit 0. So put a member with another offset into a struct, behind padding.
                text.Line(indent + 1, "struct {");
                Pad(text, indent + 2, 0, member.Bit);
                text.Line(indent + 2, Member(member, indent + 2)).Line(indent + 1, "} __attribute__((packed));");
            }
            else
            {
                text.Line(indent + 1, Member(member, indent + 1));
            }

            (end, largest) = (member.End, Math.Max(largest, member.End));
        }

        if (CLayout.Align(Math.Max(largest, isUnion ? 0 : end), layout.Alignment * 8) < size)
        {
            Pad(text, indent + 1, isUnion ? 0 : end, size, isUnion);
        }

        return Close(text, indent, layout.IsPacked ? " __attribute__((packed))" : "");
    }

    private string Member(in CMember member, int indent)
    {
        // In newer kernels, the type of an unnamed member can have a name (-fms-extensions). By default, compilers reject such a member, so
        // write the type without its name.
        if (member.Member.Name == 0 && _types.Skip(member.Member.Type) is { Name: not 0 } type && BtfKinds.IsComposite(type.Kind))
        {
            return Of(type, indent, isNamed: false) + ";";
        }

        var name = member.Member.Name == 0 ? "" : _names.Identifier(member.Member.Name);
        var declaration = Declarator.Declare(member.Member.Type, name, indent);
        return member.IsBitField ? $"{declaration}: {member.Bits};" : declaration + ";";
    }

    /// <summary>
    /// Fills a gap between members with unnamed bit fields, because these neither change the alignment nor become members in BTF.
    /// </summary>
    private static void Pad(CText text, int indent, long from, long to, bool isUnion = false)
    {
        if (isUnion)
        {
            text.Line(indent, "struct {");
            Pad(text, indent + 1, from, to);
            text.Line(indent, "};");
            return;
        }

        if (to - from > LargestGap)
        {
            var start = CLayout.Align(from, 8);
            Pad(text, indent, from, start);
            text.Line(indent, $"char __padding_{start / 8}[{(to - start) / 8}];");
            from = start + ((to - start) / 8 * 8);
        }

        while (from < to)
        {
            var bits = Math.Min(to - from, 64 - (from % 64));
            var unit = Fits(8) ? "char" : Fits(16) ? "short" : Fits(32) ? "int" : "long";
            text.Line(indent, $"{unit}: {bits};");
            from += bits;

            bool Fits(int width) => (from % width) + bits <= width;
        }
    }

    private CText Open(in BtfTypeRecord type, string keyword, bool isNamed) =>
        new CText(_counted).Line(0, isNamed ? $"{keyword} {_names.Of(type)} {{" : keyword + " {");

    private static string Close(CText text, int indent, string attributes) => text.Tabs(indent).Add("}" + attributes).ToString();
}
