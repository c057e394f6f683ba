using System;
using System.Collections.Generic;
using System.Linq;
using BpfGen.Generator.Btf;
using BpfGen.Generator.Collections;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Typing;

/// <summary>
/// Builds the declaration that a user's struct should have. Unlike a generated struct, it contains the types of its fields, because the
/// build knows no generated types when it compares the struct with the object.
/// </summary>
internal sealed class ExpectedStructBuilder
{
    /// <summary>The class inside the struct that contains the types of its fields.</summary>
    private const string TypesClass = "Types";
    private const string Address = "global::BpfGen.KernelAddress";

    private readonly HashSet<string> _matched = [];
    private readonly HashSet<string> _taken;

    private ExpectedStructBuilder(StructType type, string name) =>
        _taken = [name, TypesClass, .. FieldNames.Inherited, .. type.BitUnits.Select(unit => unit.Name)];

    /// <returns>The declaration; null if C# cannot express the struct.</returns>
    public static ExpectedStruct? Build(BtfTypes types, BtfType type, UserStruct user)
    {
        var builder = new ValueTypeBuilder(types);
        if (builder.NameOf(type.Id, type.SizeOrType) is not { } name)
        {
            return null;
        }

        var all = builder.Build();
        var made = all.Structs.First(candidate => TypesClass + "." + candidate.Name == name);
        var names = new ExpectedStructBuilder(made, user.Name.Substring(user.Name.LastIndexOfAny(['.', ':']) + 1).TrimStart('@'));
        var fields = made.Fields.Select(names.Renamed).OfType<StructField>().ToEquatableArray();
        var bitFields = made.BitFields.Select(names.Renamed).OfType<BitField>().ToEquatableArray();
        var result = made with
        {
            Fields = fields,
            BitFields = bitFields,
            BitUnits = made.BitUnits
                .Where(unit => bitFields.Any(field => field.Parts.Any(part => part.Unit == unit.Name)))
                .ToEquatableArray(),
            FlexibleArrays = [],
        };
        var parts = all with { Structs = all.Structs.Where(part => part != made).ToEquatableArray() };
        return new ExpectedStruct(
            user.Name, result, Used(parts, result), UserStructCheck.FieldsOfOtherTypes(types, type, user).ToEquatableArray());
    }

    /// <summary>The types without those that no field mentions: pointers of the struct itself do not mention their types.</summary>
    private static ValueTypes Used(ValueTypes types, StructType type)
    {
        var mentioned = new HashSet<string>(types.Structs.Append(type)
            .SelectMany(part => part.Fields.Select(field => field.Type).Concat(part.FlexibleArrays.Select(array => array.Element)))
            .Concat(types.Arrays.Select(array => array.Element))
            .Select(PointeeOf)
            .OfType<string>());
        return types with { Opaque = types.Opaque.Where(opaque => mentioned.Contains(opaque.Name)).ToEquatableArray() };
    }

    /// <returns><c>X</c> for <c>KernelAddress&lt;Types.X&gt;</c>; null for another type.</returns>
    private static string? PointeeOf(string type)
    {
        const string Start = "<" + TypesClass + ".";
        var place = type.IndexOf(Start, StringComparison.Ordinal);
        return place < 0 ? null : type.Substring(place + Start.Length).TrimEnd('>');
    }

    private StructField? Renamed(StructField field) => NameOf(field.Name, field.Original) is not { } name ? null
        : field with
        {
            Name = name,
            Type = field.Storage is null ? field.Type : Address,
            Storage = null,
        };

    private BitField? Renamed(BitField field) => NameOf(field.Name, field.Original) is { } name ? field with { Name = name } : null;

    /// <summary>
    /// Chooses the name of a field, which must be that of the member. The check knows no difference between members whose names are almost
    /// the same, such as <c>is_set</c> and <c>isSet</c>. So only the first of them has a field.
    /// </summary>
    private string? NameOf(string generated, string original)
    {
        var member = UserField.Normalize(original);
        if (!_matched.Add(member))
        {
            return null;
        }

        string[] names = [generated, CSharpName.Pascal(original), original, generated + "_", original + "_"];
        var found = names.FirstOrDefault(name =>
            CSharpName.IsProperty(name) && UserField.Normalize(name) == member && !_taken.Contains(name));
        if (found is not null)
        {
            _taken.Add(found);
        }

        return found;
    }
}
