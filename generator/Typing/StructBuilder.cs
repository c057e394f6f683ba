using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using BpfGen.Btf;
using BpfGen.Generator.Btf;
using BpfGen.Generator.Collections;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Typing;

/// <summary>
/// Converts a struct or union to a C# struct. Members that C# cannot express are omitted. All other members keep their offsets.
/// </summary>
internal sealed class StructBuilder
{
    private const int MaxBitFieldSize = 64;

    private readonly ValueTypeBuilder _builder;
    private readonly BtfTypes _types;
    private readonly FieldNames _names;
    private readonly int _size;
    private readonly List<StructField> _fields = [];
    private readonly List<BitField> _bitFields = [];
    private readonly List<FlexibleArray> _flexible = [];
    private readonly List<string> _omitted = [];
    private readonly Dictionary<(int Offset, int Size), string> _units = [];

    private StructBuilder(ValueTypeBuilder builder, BtfTypes types, BtfType type, string name)
    {
        _builder = builder;
        _types = types;
        _names = new FieldNames(name, MemberNames(type, 0));
        _size = (int)type.SizeOrType;
    }

    public static StructType Build(ValueTypeBuilder builder, BtfTypes types, BtfType type, string name, string original, int depth)
    {
        var made = new StructBuilder(builder, types, type, name);
        made.AddMembers(type, 0, depth);
        return new StructType(name, original, made._size, made._fields.ToEquatableArray())
        {
            BitFields = made._bitFields.ToEquatableArray(),
            BitUnits = made._units.Select(unit => new BitUnit(unit.Value, unit.Key.Offset, unit.Key.Size)).ToEquatableArray(),
            FlexibleArrays = made._flexible.ToEquatableArray(),
            Omitted = made._omitted.ToEquatableArray(),
        };
    }

    /// <summary>Gets the names of a struct's members, including the members of its unnamed structs and unions.</summary>
    private IEnumerable<string> MemberNames(BtfType type, int depth) =>
        _types.Members(type).SelectMany(member =>
        {
            _builder.CountName();
            return member.Name.Length > 0 ? [member.Name]
                : depth < ValueTypeBuilder.MaxDepth && _types.Skip(member.Type) is { Kind: BtfKind.Struct or BtfKind.Union } inner
                    ? MemberNames(inner, depth + 1)
                : [];
        });

    /// <summary>Adds the members of a struct. As in C, the members of an unnamed struct or union belong to the containing struct.</summary>
    private void AddMembers(BtfType type, long start, int depth)
    {
        foreach (var member in _types.Members(type))
        {
            _builder.Count();
            var bit = (start * 8) + member.BitOffset;
            var memberType = _types.Skip(member.Type);
            if (memberType is null || depth > ValueTypeBuilder.MaxDepth || bit / 8 > _size)
            {
                _omitted.Add(member.Name);
            }
            else if (BtfTypes.BitField(member, memberType) is { } bits)
            {
                AddBitField(member, memberType, bit + bits.Skipped, bits.Count);
            }
            else if (bit % 8 != 0)
            {
                _omitted.Add(member.Name);
            }
            else if (member.Name.Length == 0 && memberType.Kind is BtfKind.Struct or BtfKind.Union)
            {
                AddMembers(memberType, bit / 8, depth + 1);
            }
            else if (memberType.Kind == BtfKind.Array && BtfTypes.Array(memberType).Count == 0)
            {
                AddFlexibleArray(member, memberType, (int)(bit / 8), depth);
            }
            else
            {
                AddField(member, memberType, bit / 8, depth);
            }
        }
    }

    private void AddField(BtfMember member, BtfType memberType, long offset, int depth)
    {
        if (_types.SizeOf(member.Type) is not { } size || offset + size > _size
            || _builder.Name(member.Type, FallbackName(member), depth + 1) is not { } type)
        {
            // Do not list a member of size 0 as omitted, because it holds no data.
            if (_types.SizeOf(member.Type) != 0)
            {
                _omitted.Add(member.Name);
            }

            return;
        }

        var name = _names.Of(member.Name);

        // .NET cannot load a struct with a field whose type mentions the struct itself, even as a type argument of a pointer. So a pointer
        // to a struct becomes a property with a backing field.
        var storage = _builder.IsAddressOfStruct(memberType) ? _names.BackingField(name) : null;
        _fields.Add(new StructField(name, member.Name, type, (int)offset) { Storage = storage });
    }

    private void AddFlexibleArray(BtfMember member, BtfType array, int offset, int depth)
    {
        var element = BtfTypes.Array(array).Element;
        if (_types.SizeOf(element) > 0 && _builder.Element(element, FallbackName(member), depth + 1) is { } type)
        {
            _flexible.Add(new FlexibleArray(_names.Of(member.Name), member.Name, type, offset));
        }
        else
        {
            _omitted.Add(member.Name);
        }
    }

    private void AddBitField(BtfMember member, BtfType type, long bit, int count)
    {
        var typeSize = (int)type.SizeOrType;
        if (_builder.Name(type.Id, FallbackName(member), 1) is not { } typeName
            || count > MaxBitFieldSize
            || count > typeSize * 8
            || bit + count > _size * 8L)
        {
            _omitted.Add(member.Name);
            return;
        }

        if (count == typeSize * 8 && bit % 8 == 0)
        {
            _fields.Add(new StructField(_names.Of(member.Name), member.Name, typeName, (int)(bit / 8)));
            return;
        }

        var kind = type.Kind != BtfKind.Int ? BitFieldKind.Enum : typeName == "bool" ? BitFieldKind.Boolean : BitFieldKind.Integer;
        var isSigned = kind == BitFieldKind.Enum ? type.Flag : BtfTypes.Encoding(type) == BtfIntEncoding.Signed && typeName != "byte";
        var parts = new List<BitPart>();
        foreach (var unit in BitFieldLayout.Units((int)bit, count, typeSize, _size))
        {
            if (!_units.TryGetValue(unit, out var unitName))
            {
                unitName = _names.BackingField(string.Format(
                    CultureInfo.InvariantCulture, unit.Size == 1 ? "byte{0}" : "bytes{0}To{1}", unit.Offset, unit.Offset + unit.Size - 1));
                _units.Add(unit, unitName);
            }

            var (shift, partCount, position) = BitFieldLayout.Part((int)bit, count, unit.Offset, unit.Size, _types.IsLittleEndian);
            parts.Add(new BitPart(unitName, unit.Size, shift, partCount, position));
        }

        _bitFields.Add(new BitField(
            _names.Of(member.Name), member.Name, typeName, kind, isSigned, (int)bit, count, parts.ToEquatableArray()));
    }

    /// <summary>
    /// Gets a name for the type of a member if that type has no name: the name of the struct followed by the name of the member.
    /// </summary>
    private string FallbackName(BtfMember member) => CSharpName.Limited(_names.Owner + CSharpName.Pascal(member.Name));
}
