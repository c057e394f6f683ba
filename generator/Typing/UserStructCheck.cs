using System.Collections.Generic;
using System.Linq;
using BpfGen.Btf;
using BpfGen.Generator.Btf;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Typing;

/// <summary>Compares a user's struct with a struct of the object, field by field.</summary>
internal sealed class UserStructCheck
{
    private readonly BtfTypes _types;
    private readonly List<(string Name, int Offset, uint Type)> _members = [];
    private readonly Dictionary<string, (string Name, int Offset, uint Type)> _byName = [];
    private int _visits;

    private UserStructCheck(BtfTypes types, BtfType type)
    {
        _types = types;
        Flatten(type, 0, 0);
        foreach (var member in _members)
        {
            var name = UserField.Normalize(member.Name);
            if (!_byName.ContainsKey(name))
            {
                _byName.Add(name, member);
            }
        }
    }

    public static IEnumerable<StructDifference> Run(BtfTypes types, BtfType type, UserStruct user)
    {
        var check = new UserStructCheck(types, type);
        if (user.Size != type.SizeOrType)
        {
            var reason = $"it has {user.Size} bytes, but {user.Type} has {type.SizeOrType}";
            yield return new StructDifference(user, -1, reason + check.FirstDifference(user));
        }

        for (var i = 0; i < user.Fields.Count; i++)
        {
            if (check.Compare(user.Fields[i], user.Type, isInside: false) is { } reason)
            {
                yield return new StructDifference(user, i, reason);
            }
        }
    }

    /// <returns>The names of the user's fields whose types differ from those of the members, wherever the fields are.</returns>
    public static IEnumerable<string> FieldsOfOtherTypes(BtfTypes types, BtfType type, UserStruct user)
    {
        var check = new UserStructCheck(types, type);
        return user.Fields
            .Where(field => check._byName.TryGetValue(UserField.Normalize(field.Name), out var member)
                && check.CompareType(field, member.Type, user.Type) is not null)
            .Select(field => field.Name);
    }

    /// <summary>Describes the first member for which the user's struct has no field, or a field that differs.</summary>
    private string FirstDifference(UserStruct user)
    {
        var fields = new Dictionary<string, UserField>();
        foreach (var field in user.Fields)
        {
            fields[UserField.Normalize(field.Name)] = field;
        }

        foreach (var (name, offset, type) in _members.OrderBy(member => member.Offset))
        {
            _types.Effort.Spend();
            var isMissing = !fields.TryGetValue(UserField.Normalize(name), out var same);
            if (isMissing ? _types.SizeOf(type) > 0 && !IsCovered(offset) : Compare(same, user.Type, isInside: false) is not null)
            {
                var what = isMissing ? "The first member without a field is" : "The first member that differs is";
                return $". {what} {Printable.Name(name)} at offset {offset}, of type {new CTypeText(_types).Of(type)}";
            }
        }

        return "";

        // A field of another name may stand for the member, as a private field does for padding. In a union, the field of one member stands
        // for all; a field that is only at the wrong place does not stand for the member there.
        bool IsCovered(int offset)
        {
            _types.Effort.Spend(user.Fields.Count);
            return user.Fields.Any(field =>
            {
                var start = _byName.TryGetValue(UserField.Normalize(field.Name), out var own) ? own.Offset : field.Offset;
                return start <= offset && offset < start + field.Size;
            });
        }
    }

    /// <summary>Compares a field with the member of the same name. Returns the difference in words; null if there is none.</summary>
    /// <param name="field">The user's field.</param>
    /// <param name="type">The name of the object's struct.</param>
    /// <param name="isInside">
    /// Whether the struct is nested in the struct that the user replaces. A nested struct may have fields with names that the object lacks,
    /// but fields with the same name must have the same offset.
    /// </param>
    private string? Compare(UserField field, string type, bool isInside)
    {
        if (!_byName.TryGetValue(UserField.Normalize(field.Name), out var found))
        {
            return field.IsPrivate || isInside
                ? null
                : $"{type} has no member of this name.{Nearest.Suggestion(field.Name, _members.Select(member => member.Name))}";
        }

        return found.Offset != field.Offset
            ? $"it is at offset {field.Offset}, but {type} has it at {found.Offset}"
            : CompareType(field, found.Type, type);
    }

    private string? CompareType(UserField field, uint id, string type)
    {
        if (_types.SizeOf(id) is { } size && size != field.Size)
        {
            return $"it has {field.Size} bytes, but {type} has {size} there";
        }

        var kind = KindOf(id);
        if (kind != field.Kind && kind != UserFieldKind.Other && field.Kind != UserFieldKind.Other)
        {
            return $"it is {Describe(field.Kind)}, but {type} has {Describe(kind)} there";
        }

        return _types.Skip(id) switch
        {
            { Kind: BtfKind.Struct or BtfKind.Union } inner when !field.IsArray => CompareParts(field, inner),
            { Kind: BtfKind.Array } array when field is { IsArray: true, Parts: [var part] }
                && Element(array) is var element
                && _types.SizeOf(element) == part.Size =>
                CompareType(part, element, type) is { } reason ? $"in its elements, {reason}" : null,
            _ => null,
        };
    }

    private string? CompareParts(UserField field, BtfType inner)
    {
        var check = new UserStructCheck(_types, inner);
        var name = inner.Name is { Length: > 0 } ? inner.Name : "the object's struct";
        foreach (var part in field.Parts)
        {
            if (check.Compare(part, name, isInside: true) is { } reason)
            {
                return $"in its field '{part.Name}', {reason}";
            }
        }

        return null;
    }

    /// <summary>Gets the element type of an array. For an array of arrays, gets the element type of the innermost array.</summary>
    private uint Element(BtfType array)
    {
        var element = BtfTypes.Array(array).Element;
        for (var depth = 0; depth < ValueTypeBuilder.MaxDepth && _types.Skip(element) is { Kind: BtfKind.Array } inner; depth++)
        {
            element = BtfTypes.Array(inner).Element;
        }

        return element;
    }

    /// <summary>
    /// Collects all members except bit fields. Bit fields are not compared, because the user's struct may have any fields at their place.
    /// </summary>
    private void Flatten(BtfType type, long start, int depth)
    {
        foreach (var member in _types.Members(type))
        {
            var offset = start + (member.BitOffset / 8);
            // In a malformed object, nested unnamed structs can contain exponentially many members. So limit the number of visited members,
            // even if no member has a name.
            if (++_visits > ValueTypeBuilder.MaxStructSize)
            {
                return;
            }

            if (_types.Skip(member.Type) is not { } memberType || BtfTypes.BitField(member, memberType) is not null
                || depth > ValueTypeBuilder.MaxDepth
                || offset > ValueTypeBuilder.MaxStructSize)
            {
                continue;
            }

            if (member.Name.Length == 0)
            {
                if (memberType.Kind is BtfKind.Struct or BtfKind.Union)
                {
                    Flatten(memberType, offset, depth + 1);
                }
            }
            else
            {
                _members.Add((member.Name, (int)offset, member.Type));
            }
        }
    }

    private UserFieldKind KindOf(uint id) => _types.Skip(id) switch
    {
        { Kind: BtfKind.Float } => UserFieldKind.Float,
        { Kind: BtfKind.Pointer } => UserFieldKind.Unsigned,
        { Kind: BtfKind.Enum or BtfKind.Enum64, Flag: var isSigned } => isSigned ? UserFieldKind.Signed : UserFieldKind.Unsigned,

        // Whether char is signed depends on the architecture, so a signed and an unsigned field both match.
        { Kind: BtfKind.Int, Name: "char" } => UserFieldKind.Other,
        { Kind: BtfKind.Int } integer =>
            BtfTypes.Encoding(integer) == BtfIntEncoding.Signed ? UserFieldKind.Signed : UserFieldKind.Unsigned,
        _ => UserFieldKind.Other,
    };

    private static string Describe(UserFieldKind kind) => kind switch
    {
        UserFieldKind.Signed => "a signed number",
        UserFieldKind.Unsigned => "an unsigned number",
        _ => "a floating-point number",
    };
}
