using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using BpfGen.Btf;
using BpfGen.Generator.Btf;
using BpfGen.Generator.Collections;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Typing;

/// <summary>
/// Makes C# types of an object's own, as far as maps, variables and requests reach them. What is only pointed to is a name that addresses are
/// told apart by, and no more: through its pointers the kernel's types all hang together.
/// </summary>
internal sealed class ValueTypeBuilder
{
    /// <summary>Nobody wants a larger one on the stack. C# allows no inline array of more than 1 MiB.</summary>
    public const int LargestStruct = 1 << 16;

    /// <summary>How far types may be nested in each other.</summary>
    public const int Deepest = 16;

    /// <summary>A damaged object can say that types hold each other without end.</summary>
    private const int MostMembers = 1 << 17;

    private const string Address = "global::BpfGen.KernelAddress";

    private readonly BtfTypes _types;
    private readonly TypeNames _names;
    private readonly List<StructType> _structs = [];
    private readonly List<EnumType> _enums = [];
    private readonly List<SectionType> _sections = [];
    private readonly Dictionary<(string Element, int Count, bool IsText), ArrayType> _arrays = [];
    private readonly Dictionary<uint, string?> _made = [];
    private readonly Dictionary<uint, BtfType> _pointedTo = [];
    private readonly HashSet<string> _wide = ["global::System.Int128", "global::System.UInt128"];
    private int _members;

    public ValueTypeBuilder(BtfTypes types)
    {
        _types = types;
        _names = new TypeNames(types);
    }

    public ValueTypes Build() => new(_structs.ToEquatableArray(), _enums.ToEquatableArray(), _arrays.Values.ToEquatableArray())
    {
        Sections = _sections.ToEquatableArray(),
        Opaque = _pointedTo.Values
            .Where(type => !_made.TryGetValue(type.Id, out var made) || made is null)
            .Select(type => new OpaqueType(_names.Of(type, "Pointee"), _names.Original(type)))
            .ToEquatableArray(),
    };

    /// <returns>The C# type, of just this size; null where there is none.</returns>
    public string? NameOf(uint type, long size) => _types.SizeOf(type) == size ? Name(type, "Value", 0) : null;

    /// <summary>Has a struct of the user's stand for a type.</summary>
    public void Use(BtfType type, string name) => _made[type.Id] = name;

    /// <summary>Makes a class of the variables of a section.</summary>
    public SectionType AddSection(BtfType section, int size, bool isReadOnly, bool isArena)
    {
        var made = new SectionBuilder(this, _types, _names).Build(section, size, isReadOnly, out var fields) with { IsArena = isArena };
        if (fields is not null)
        {
            Add(fields);
        }

        _sections.Add(made);
        return made;
    }

    /// <summary>The C# type of a type, made where it is not there yet; null where C# has none.</summary>
    /// <param name="id">The type.</param>
    /// <param name="fallback">What it is called where it has no name.</param>
    /// <param name="depth">How deep in others it is.</param>
    internal string? Name(uint id, string fallback, int depth)
    {
        if (depth > Deepest || _types.Skip(id) is not { } type)
        {
            return null;
        }

        if (!_made.TryGetValue(type.Id, out var name))
        {
            // While it is being made it has no name: a type that holds itself is none.
            _made[type.Id] = null;
            name = Make(type, fallback, depth);
            _made[type.Id] = name;
        }

        return name;
    }

    /// <summary>Counts a member; false where there have been too many.</summary>
    internal bool Count() => ++_members <= MostMembers;

    /// <summary>The C# type of the elements of an array.</summary>
    internal string? Element(uint id, string fallback, int depth) =>
        _types.Skip(id) is { } type && IsAddressOfStruct(type) ? Address : Name(id, fallback, depth);

    /// <summary>Whether a type is the address of a struct, or the address of such an address.</summary>
    internal bool IsAddressOfStruct(BtfType type)
    {
        BtfType? pointee = type;
        for (var depth = 0; pointee is { Kind: BtfKind.Pointer }; depth++)
        {
            pointee = depth < Deepest ? _types.Skip(pointee.SizeOrType) : null;
        }

        return type.Kind == BtfKind.Pointer && IsStruct(pointee);
    }

    private static bool IsStruct(BtfType? type) => type?.Kind is BtfKind.Struct or BtfKind.Union or BtfKind.Forward;

    private string? Make(BtfType type, string fallback, int depth)
    {
        switch (type.Kind)
        {
            case BtfKind.Int:
                return Scalars.Integer(type, BtfTypes.Encoding(type));
            case BtfKind.Float:
                return Scalars.Float(type.SizeOrType);
            case BtfKind.Pointer:
                return Pointer(type, fallback, depth);
            case BtfKind.Enum or BtfKind.Enum64:
                return AddEnum(type, fallback);
            case BtfKind.Array:
                return AddArray(type, fallback, depth);
            case BtfKind.Struct or BtfKind.Union:
                return AddStruct(type, fallback, depth);
            default:
                return null;
        }
    }

    private string Pointer(BtfType pointer, string fallback, int depth)
    {
        var pointee = _types.Skip(pointer.SizeOrType);
        if (IsStruct(pointee))
        {
            if (_made.TryGetValue(pointee!.Id, out var used) && used?.StartsWith("Types.", System.StringComparison.Ordinal) == false)
            {
                return $"{Address}<{used}>";
            }

            _pointedTo[pointee!.Id] = pointee;
            return $"{Address}<Types.{_names.Of(pointee, fallback)}>";
        }

        return pointee?.Kind is BtfKind.Int or BtfKind.Float or BtfKind.Enum or BtfKind.Enum64 or BtfKind.Pointer
            && Name(pointee.Id, fallback, depth + 1) is { } type ? $"{Address}<{type}>" : Address;
    }

    private string? AddEnum(BtfType type, string fallback)
    {
        if (EnumBuilder.Build(_types, type, _names.Of(type, fallback), _names.Original(type)) is not { } made)
        {
            return null;
        }

        _enums.Add(made);
        return "Types." + made.Name;
    }

    private string? AddArray(BtfType type, string fallback, int depth)
    {
        var (elementType, count) = BtfTypes.Array(type);
        if (count == 0 || _types.SizeOf(elementType) is not { } size || size is 0 or > LargestStruct || size * count > LargestStruct
            || Element(elementType, fallback, depth + 1) is not { } element)
        {
            return null;
        }

        var key = (element, (int)count, IsText: element == "byte" && _types.Skip(elementType)?.Name == "char");
        if (!_arrays.TryGetValue(key, out var array))
        {
            var name = string.Format(CultureInfo.InvariantCulture, key.IsText ? "Text{0}" : "{1}Array{0}", count, ShortName(element));
            array = new ArrayType(_names.Unique(name), element, (int)count, key.IsText);
            _arrays.Add(key, array);
            if (_wide.Contains(element))
            {
                _wide.Add("Types." + array.Name);
            }
        }

        return "Types." + array.Name;
    }

    /// <summary>What is left of a type in the names of others: <c>KernelAddress&lt;Types.Task&gt;</c> is <c>TaskAddress</c>.</summary>
    private static string ShortName(string type)
    {
        var suffix = type.StartsWith(Address + "<", System.StringComparison.Ordinal) ? "Address" : "";
        var start = type.LastIndexOfAny(['.', '<']) + 1;
        return CSharpName.Pascal(type.Substring(start).TrimEnd('>')) + suffix;
    }

    private string? AddStruct(BtfType type, string fallback, int depth)
    {
        if (type.SizeOrType is 0 or > LargestStruct)
        {
            return null;
        }

        var name = _names.Of(type, fallback);
        return Add(StructBuilder.Build(this, _types, type, name, _names.Original(type), depth));
    }

    /// <summary>The runtime aligns integers of 16 bytes to 16, and everything else to 8 at the most.</summary>
    private string Add(StructType type)
    {
        const int LargestAlignment = 16;
        var alignment = type.Fields.Any(field => _wide.Contains(field.Type)) ? LargestAlignment : LargestAlignment / 2;
        var divisor = type.Size & -type.Size;
        _structs.Add(type with { Pack = divisor < alignment ? divisor : 0 });
        if (divisor >= LargestAlignment && alignment == LargestAlignment)
        {
            _wide.Add("Types." + type.Name);
        }

        return "Types." + type.Name;
    }
}
