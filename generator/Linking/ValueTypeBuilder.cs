using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using BpfGen.Generator.Btf;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Linking;

/// <summary>
/// Makes C# types of an object's own, as far as maps and variables reach them. What C# cannot say (a bit field, an integer of three bytes)
/// makes no type: what would have it stays bytes.
/// </summary>
internal sealed class ValueTypeBuilder(BtfTypes types)
{
    /// <summary>C# allows no larger inline array, and nobody wants a larger one on the stack.</summary>
    private const int LargestArray = 1 << 16;
    private const int LargestStruct = 1 << 16;
    private const int Deepest = 16;

    private readonly List<StructType> _structs = [];
    private readonly List<EnumType> _enums = [];
    private readonly Dictionary<string, ArrayType> _arrays = [];
    private readonly Dictionary<uint, string?> _names = [];
    private readonly HashSet<string> _taken = ["Types"];

    public ValueTypes Build() => new(_structs.ToEquatableArray(), _enums.ToEquatableArray(), _arrays.Values.ToEquatableArray());

    /// <returns>The C# type, of just this size; null where there is none.</returns>
    public string? NameOf(uint type, long size) => types.SizeOf(type) == size ? Name(type, "Value", 0) : null;

    /// <summary>Makes a struct of the variables of a section.</summary>
    /// <returns>Its C# name, or null where none of them can be had.</returns>
    public string? NameOfSection(BtfType section, int size)
    {
        var fields = new FieldNames(CSharpName.Pascal(section.Name));
        foreach (var place in types.Variables(section))
        {
            if (types[place.Type] is { Kind: BtfKind.Variable } variable && Name(variable.SizeOrType, fields.Owner + CSharpName.Pascal(variable.Name), 1) is { } type
                && types.SizeOf(variable.SizeOrType) is { } length && place.Offset + length <= size)
            {
                fields.Add(variable.Name, type, (int)place.Offset);
            }
        }

        return fields.All.Count == 0 || size > LargestStruct ? null : AddStruct(fields, $"section {section.Name}", size);
    }

    private string? Name(uint id, string fallback, int depth)
    {
        if (depth > Deepest || types.Skip(id) is not { } type)
        {
            return null;
        }

        if (!_names.TryGetValue(type.Id, out var name))
        {
            // While it is being made it has no name: a type that holds itself is none.
            _names[type.Id] = null;
            name = Make(type, type.Name.Length > 0 ? CSharpName.Pascal(type.Name) : fallback, depth);
            _names[type.Id] = name;
        }

        return name;
    }

    private string? Make(BtfType type, string name, int depth) => type.Kind switch
    {
        BtfKind.Int => Integer(type),
        BtfKind.Float => type.SizeOrType switch { 4 => "float", 8 => "double", _ => null },
        BtfKind.Pointer => "ulong",
        BtfKind.Enum or BtfKind.Enum64 => Enum(type, name),
        BtfKind.Array => Array(type, name, depth),
        BtfKind.Struct or BtfKind.Union => Struct(type, name, depth),
        _ => null,
    };

    private string? Integer(BtfType type)
    {
        var encoding = types.Encoding(type);
        return (type.SizeOrType, encoding) switch
        {
            (1, BtfIntEncoding.Boolean) => "bool",
            (1, BtfIntEncoding.Signed) when type.Name != "char" => "sbyte",
            (1, _) => "byte",
            (2, BtfIntEncoding.Signed) => "short",
            (2, _) => "ushort",
            (4, BtfIntEncoding.Signed) => "int",
            (4, _) => "uint",
            (8, BtfIntEncoding.Signed) => "long",
            (8, _) => "ulong",
            (16, BtfIntEncoding.Signed) => "global::System.Int128",
            (16, _) => "global::System.UInt128",
            _ => null,
        };
    }

    private string? Enum(BtfType type, string name)
    {
        var underlying = (type.SizeOrType, type.Flag) switch
        {
            (1, true) => "sbyte",
            (1, false) => "byte",
            (2, true) => "short",
            (2, false) => "ushort",
            (4, true) => "int",
            (4, false) => "uint",
            (8, true) => "long",
            (8, false) => "ulong",
            _ => null,
        };
        if (underlying is null || type.Name.Length == 0)
        {
            return underlying;
        }

        var names = new FieldNames(Unique(name));
        var values = new List<EnumValue>();
        foreach (var value in types.Values(type))
        {
            if (Fits(value.Value, (int)type.SizeOrType, type.Flag))
            {
                var literal = type.Flag
                    ? unchecked((long)value.Value).ToString(CultureInfo.InvariantCulture)
                    : value.Value.ToString(CultureInfo.InvariantCulture);
                values.Add(new EnumValue(names.Unique(Constant(value.Name)), value.Name, literal));
            }
        }

        _enums.Add(new EnumType(names.Owner, type.Name, underlying, values.ToEquatableArray()));
        return "Types." + names.Owner;
    }

    /// <summary>C writes its constants in capitals, of which nothing is left to tell words by but the underscores.</summary>
    private static string Constant(string name) => name.Any(char.IsLower) ? name : name.ToLowerInvariant();

    private static bool Fits(ulong value, int size, bool isSigned)
    {
        var bits = size * 8;
        return bits == 64 || (isSigned
            ? unchecked((long)value) >= -(1L << (bits - 1)) && unchecked((long)value) < 1L << (bits - 1)
            : value < 1UL << bits);
    }

    private string? Array(BtfType type, string name, int depth)
    {
        var (element, count) = types.Array(type);
        if (count == 0 || types.SizeOf(element) is not { } size || size == 0 || size * count > LargestArray || Name(element, name, depth + 1) is not { } elementName)
        {
            return null;
        }

        var isText = elementName == "byte" && types.Skip(element)?.Name == "char";
        var arrayName = string.Format(CultureInfo.InvariantCulture, isText ? "Text{0}" : "{1}Array{0}", count, CSharpName.Pascal(elementName.Substring(elementName.LastIndexOf('.') + 1)));
        if (!_arrays.ContainsKey(elementName + "/" + count + isText))
        {
            _arrays.Add(elementName + "/" + count + isText, new ArrayType(Unique(arrayName), elementName, (int)count, isText));
        }

        return "Types." + _arrays[elementName + "/" + count + isText].Name;
    }

    private string? Struct(BtfType type, string name, int depth)
    {
        if (type.SizeOrType is 0 or > LargestStruct)
        {
            return null;
        }

        var fields = new FieldNames(name);
        return AddMembers(fields, type, 0, depth) ? AddStruct(fields, $"{(type.Kind == BtfKind.Union ? "union" : "struct")} {type.Name}".TrimEnd(), (int)type.SizeOrType) : null;
    }

    /// <summary>Members of members without a name are members of the struct itself, as they are in C.</summary>
    private bool AddMembers(FieldNames fields, BtfType type, int start, int depth)
    {
        foreach (var member in types.Members(type))
        {
            var offset = start + (member.BitOffset / 8L);
            if (member.BitSize != 0 || member.BitOffset % 8 != 0 || depth > Deepest || types.Skip(member.Type) is not { } memberType)
            {
                return false;
            }

            if (member.Name.Length == 0 && memberType.Kind is BtfKind.Struct or BtfKind.Union)
            {
                if (!AddMembers(fields, memberType, (int)offset, depth + 1))
                {
                    return false;
                }

                continue;
            }

            // An array of no length at the end has no bytes in the struct.
            if (memberType.Kind == BtfKind.Array && types.Array(memberType).Count == 0)
            {
                continue;
            }

            if (Name(member.Type, fields.Owner + CSharpName.Pascal(member.Name), depth + 1) is not { } name || types.SizeOf(member.Type) is not { } size
                || offset + size > LargestStruct)
            {
                return false;
            }

            fields.Add(member.Name, name, (int)offset);
        }

        return true;
    }

    private string? AddStruct(FieldNames fields, string original, int size)
    {
        if (fields.All.Any(field => field.Offset >= size))
        {
            return null;
        }

        var name = Unique(fields.Owner);
        _structs.Add(new StructType(name, original, size, fields.All.Select(field => field with { Name = field.Name == name ? field.Name + "_" : field.Name }).ToEquatableArray()));
        return "Types." + name;
    }

    private string Unique(string name)
    {
        var unique = name;
        for (var i = 2; !_taken.Add(unique); i++)
        {
            unique = name + "_" + i.ToString(CultureInfo.InvariantCulture);
        }

        return unique;
    }
}
