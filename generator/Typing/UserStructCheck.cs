using System.Collections.Generic;
using System.Linq;
using BpfGen.Generator.Btf;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Typing;

/// <summary>Compares a user's struct with the object's, field by field.</summary>
internal sealed class UserStructCheck
{
    private readonly BtfTypes _types;
    private readonly List<(string Name, int Offset, uint Type)> _members = [];

    private UserStructCheck(BtfTypes types) => _types = types;

    public static IEnumerable<StructDifference> Run(BtfTypes types, BtfType type, UserStruct user)
    {
        var check = new UserStructCheck(types);
        check.Flatten(type, 0, 0);
        if (user.Size != type.SizeOrType)
        {
            yield return new StructDifference(user, -1, $"it has {user.Size} bytes, and {user.Type} has {type.SizeOrType}");
        }

        for (var i = 0; i < user.Fields.Count; i++)
        {
            if (check.Compare(user.Fields[i], user.Type) is { } reason)
            {
                yield return new StructDifference(user, i, reason);
            }
        }
    }

    private string? Compare(UserField field, string type)
    {
        if (_members.Where(member => Plain(member.Name) == Plain(field.Name)).Select(member => ((string, int Offset, uint Type)?)member).FirstOrDefault() is not { } found)
        {
            return field.IsPrivate ? null : $"{type} has no such member.{Nearest.Suggestion(field.Name, _members.Select(member => member.Name))}";
        }

        if (found.Offset != field.Offset)
        {
            return $"it stands at offset {field.Offset}, and {type} has it at {found.Offset}";
        }

        if (_types.SizeOf(found.Type) is { } size && size != field.Size)
        {
            return $"it has {field.Size} bytes, and {type} has {size} there";
        }

        var kind = KindOf(found.Type);
        return kind == field.Kind || kind == UserFieldKind.Other || field.Kind == UserFieldKind.Other ? null : $"it is {Words(field.Kind)}, and {type} has {Words(kind)} there";
    }

    /// <summary>Members of whole bytes; a bit field is read from whatever the user has in its place.</summary>
    private void Flatten(BtfType type, long start, int depth)
    {
        foreach (var member in _types.Members(type))
        {
            var offset = start + (member.BitOffset / 8);
            if (_types.Skip(member.Type) is not { } memberType || _types.BitField(member, memberType) is not null
                || depth > ValueTypeBuilder.Deepest || offset > ValueTypeBuilder.LargestStruct || _members.Count > ValueTypeBuilder.LargestStruct)
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

        // Whether a char is signed is the machine's business.
        { Kind: BtfKind.Int, Name: "char" } => UserFieldKind.Other,
        { Kind: BtfKind.Int } integer => _types.Encoding(integer) == BtfIntEncoding.Signed ? UserFieldKind.Signed : UserFieldKind.Unsigned,
        _ => UserFieldKind.Other,
    };

    private static string Words(UserFieldKind kind) => kind switch
    {
        UserFieldKind.Signed => "a signed number",
        UserFieldKind.Unsigned => "an unsigned number",
        _ => "a floating-point number",
    };

    private static string Plain(string name) => name.Replace("_", "").ToUpperInvariant();
}
