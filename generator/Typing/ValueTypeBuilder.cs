using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using BpfGen.Btf;
using BpfGen.Generator.Btf;
using BpfGen.Generator.Collections;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Typing;

/// <summary>
/// Generates C# types for the types of an object that maps and variables use, or that the project requests. A type that is used only behind
/// a pointer becomes an empty C# type, which distinguishes addresses of different types. Its members are not generated, because pointers
/// connect nearly all types of the kernel.
/// </summary>
internal sealed class ValueTypeBuilder
{
    /// <summary>
    /// The maximum size of a generated struct, in bytes. A larger struct would need too much of the stack, and C# limits inline arrays to 1
    /// MiB.
    /// </summary>
    public const int MaxStructSize = 1 << 16;

    /// <summary>The maximum nesting depth of types.</summary>
    public const int MaxDepth = 16;

    /// <summary>
    /// The number of generated members that every object may have in addition to <see cref="MembersPerMember"/>, so that small objects do
    /// not reach the limit.
    /// </summary>
    private const int FewMembers = 512;

    /// <summary>
    /// The maximum number of generated members for each member in the object's BTF. If several structs contain the same unnamed struct, its
    /// members are generated for each of these structs. In a malformed object, nested unnamed structs can multiply the members: without a
    /// limit, a kilobyte of BTF would become gigabytes of C#.
    /// </summary>
    private const int MembersPerMember = 4;

    private const string Address = "global::BpfGen.KernelAddress";

    private readonly BtfTypes _types;
    private readonly TypeNames _names;
    private readonly List<StructType> _structs = [];
    private readonly List<EnumType> _enums = [];
    private readonly List<SectionType> _sections = [];
    private readonly Dictionary<(string Element, int Count, bool IsText), ArrayType> _arrays = [];
    private readonly Dictionary<uint, string?> _cSharpNames = [];
    private readonly Dictionary<uint, BtfType> _pointedTo = [];
    private readonly HashSet<string> _typesAlignedTo16 = ["global::System.Int128", "global::System.UInt128"];
    private readonly long _mostMembers;
    private int _members;
    private int _memberNames;

    public ValueTypeBuilder(BtfTypes types)
    {
        _types = types;
        _names = new TypeNames(types);
        _mostMembers = FewMembers
            + types.All.Where(type => BtfKinds.IsComposite(type.Kind)).Sum(type => (long)type.Count * MembersPerMember);
    }

    public ValueTypes Build() => new(_structs.ToEquatableArray(), _enums.ToEquatableArray(), _arrays.Values.ToEquatableArray())
    {
        Sections = _sections.ToEquatableArray(),
        Opaque = _pointedTo.Values
            .Where(type => !_cSharpNames.TryGetValue(type.Id, out var made) || made is null)
            .Select(type => new OpaqueType(_names.Of(type, "Pointee"), _names.Original(type)))
            .ToEquatableArray(),
    };

    /// <returns>The C# type if the BTF type has exactly this size; otherwise null.</returns>
    public string? NameOf(uint type, long size) => _types.SizeOf(type) == size ? Name(type, "Value", 0) : null;

    /// <summary>Replaces a type of the object with a struct from the user's code.</summary>
    public void Use(BtfType type, string name) => _cSharpNames[type.Id] = name;

    /// <summary>Adds the class for the variables of a section.</summary>
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

    /// <summary>
    /// Gets the C# type of a BTF type. Generates the C# type if it does not exist yet. Null if C# cannot express the type.
    /// </summary>
    /// <param name="id">The BTF type ID.</param>
    /// <param name="fallback">The name to use if the BTF type has no name.</param>
    /// <param name="depth">The nesting depth.</param>
    internal string? Name(uint id, string fallback, int depth)
    {
        if (depth > MaxDepth || _types.Skip(id) is not { } type)
        {
            return null;
        }

        if (!_cSharpNames.TryGetValue(type.Id, out var name))
        {
            // While the type is being generated, the entry is null. So a type that contains itself gets no C# type.
            _cSharpNames[type.Id] = null;
            name = Make(type, fallback, depth);
            _cSharpNames[type.Id] = name;
        }

        return name;
    }

    /// <summary>Counts a member whose name is collected.</summary>
    /// <exception cref="LimitException">The types have more members than the limit allows.</exception>
    internal void CountName() => Limit(++_memberNames);

    /// <summary>Counts a member that is generated.</summary>
    /// <exception cref="LimitException">The types have more members than the limit allows.</exception>
    internal void Count() => Limit(++_members);

    private void Limit(int members)
    {
        if (members > _mostMembers)
        {
            throw new LimitException(
                $"with the members of its unnamed structs and unions, its types have more than {_mostMembers} members, which is "
                + $"{MembersPerMember} for each member in BTF plus {FewMembers}");
        }
    }

    /// <summary>Gets the C# type of the elements of an array.</summary>
    internal string? Element(uint id, string fallback, int depth) =>
        _types.Skip(id) is { } type && IsAddressOfStruct(type) ? Address : Name(id, fallback, depth);

    /// <summary>Tells whether a type is a pointer to a struct, or a pointer to such a pointer.</summary>
    internal bool IsAddressOfStruct(BtfType type)
    {
        BtfType? pointee = type;
        for (var depth = 0; pointee is { Kind: BtfKind.Pointer }; depth++)
        {
            pointee = depth < MaxDepth ? _types.Skip(pointee.SizeOrType) : null;
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
            if (_cSharpNames.TryGetValue(pointee!.Id, out var used) && used?.StartsWith("Types.", System.StringComparison.Ordinal) == false)
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
        if (count == 0 || _types.SizeOf(elementType) is not { } size || size is 0 or > MaxStructSize || size * count > MaxStructSize
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
            if (_typesAlignedTo16.Contains(element))
            {
                _typesAlignedTo16.Add("Types." + array.Name);
            }
        }

        return "Types." + array.Name;
    }

    /// <summary>Shortens a type name for use in other names: <c>KernelAddress&lt;Types.Task&gt;</c> becomes <c>TaskAddress</c>.</summary>
    private static string ShortName(string type)
    {
        var suffix = type.StartsWith(Address + "<", System.StringComparison.Ordinal) ? "Address" : "";
        var start = type.LastIndexOfAny(['.', '<']) + 1;
        return CSharpName.Pascal(type.Substring(start).TrimEnd('>')) + suffix;
    }

    private string? AddStruct(BtfType type, string fallback, int depth)
    {
        if (type.SizeOrType is 0 or > MaxStructSize)
        {
            return null;
        }

        var name = _names.Of(type, fallback);
        return Add(StructBuilder.Build(this, _types, type, name, _names.Original(type), depth));
    }

    /// <summary>
    /// Adds a struct. .NET aligns 16-byte integers to 16 bytes, and all other types to at most 8 bytes. If the size of the struct is not a
    /// multiple of this alignment, the struct gets a smaller alignment (<c>Pack</c>).
    /// </summary>
    private string Add(StructType type)
    {
        const int LargestAlignment = 16;
        var alignment = type.Fields.Any(field => _typesAlignedTo16.Contains(field.Type)) ? LargestAlignment : LargestAlignment / 2;
        var divisor = type.Size & -type.Size;
        _structs.Add(type with { Pack = divisor < alignment ? divisor : 0 });
        if (divisor >= LargestAlignment && alignment == LargestAlignment)
        {
            _typesAlignedTo16.Add("Types." + type.Name);
        }

        return "Types." + type.Name;
    }
}
