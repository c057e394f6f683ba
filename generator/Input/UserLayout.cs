using System;
using System.Collections.Generic;
using System.Linq;
using BpfGen.Generator.Collections;
using BpfGen.Generator.Model;
using Microsoft.CodeAnalysis;

namespace BpfGen.Generator.Input;

/// <summary>Where the runtime puts the fields of a user's struct: the rules of sequential and explicit layout for types without references.</summary>
internal static class UserLayout
{
    private const int Deepest = 16;

    /// <returns>The size of a type in bytes, what the runtime aligns it to, and its fields with all that is in them; null where that cannot be told.</returns>
    public static (int Size, int Alignment, EquatableArray<UserField> Fields)? Of(ITypeSymbol type, int depth = 0)
    {
        if (Primitive(type) is { } primitive)
        {
            return (primitive, primitive, []);
        }

        if (type is INamedTypeSymbol { TypeKind: TypeKind.Enum, EnumUnderlyingType: { } underlying })
        {
            return Of(underlying, depth);
        }

        return type is INamedTypeSymbol { TypeKind: TypeKind.Struct, IsUnmanagedType: true } structure && depth < Deepest ? Struct(structure, depth) : null;
    }

    /// <summary>The fields that take room in a type, in the order of the source.</summary>
    public static IEnumerable<IFieldSymbol> FieldsOf(ITypeSymbol type) => type.GetMembers().OfType<IFieldSymbol>().Where(field => !field.IsStatic && !field.IsConst);

    /// <param name="field">The field.</param>
    /// <param name="offset">Where it stands, in bytes.</param>
    /// <param name="size">Its size in bytes.</param>
    /// <param name="inner">The fields of its type.</param>
    private static UserField FieldOf(IFieldSymbol field, int offset, int size, EquatableArray<UserField> inner)
    {
        var isPrivate = field.DeclaredAccessibility == Accessibility.Private;
        if (field.IsFixedSizeBuffer && field.Type is IPointerTypeSymbol { PointedAtType: var element })
        {
            EquatableArray<UserField> one = [new UserField("", 0, size / Math.Max(field.FixedSize, 1), KindOf(element), isPrivate, [], IsArray: false)];
            return new UserField(field.Name, offset, size, UserFieldKind.Other, isPrivate, one, IsArray: true);
        }

        var isArray = field.Type.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == "InlineArrayAttribute");
        return new UserField(field.Name, offset, size, KindOf(field.Type), isPrivate, inner, isArray);
    }

    private static UserFieldKind KindOf(ITypeSymbol type) => (type as INamedTypeSymbol)?.EnumUnderlyingType is { } underlying ? KindOf(underlying) : type.SpecialType switch
    {
        SpecialType.System_SByte or SpecialType.System_Int16 or SpecialType.System_Int32 or SpecialType.System_Int64 or SpecialType.System_IntPtr => UserFieldKind.Signed,
        SpecialType.System_Byte or SpecialType.System_UInt16 or SpecialType.System_UInt32 or SpecialType.System_UInt64 or SpecialType.System_UIntPtr
            or SpecialType.System_Boolean => UserFieldKind.Unsigned,
        SpecialType.System_Single or SpecialType.System_Double => UserFieldKind.Float,
        _ => type.ToDisplayString() switch
        {
            "System.Int128" => UserFieldKind.Signed,
            "System.UInt128" => UserFieldKind.Unsigned,
            _ => UserFieldKind.Other,
        },
    };

    private static int? Primitive(ITypeSymbol type) => type.SpecialType switch
    {
        SpecialType.System_Boolean or SpecialType.System_Byte or SpecialType.System_SByte => 1,
        SpecialType.System_Char or SpecialType.System_Int16 or SpecialType.System_UInt16 => 2,
        SpecialType.System_Int32 or SpecialType.System_UInt32 or SpecialType.System_Single => 4,
        SpecialType.System_Int64 or SpecialType.System_UInt64 or SpecialType.System_Double or SpecialType.System_IntPtr or SpecialType.System_UIntPtr => 8,
        _ => type.ToDisplayString() is "System.Int128" or "System.UInt128" ? 16 : type.TypeKind == TypeKind.Pointer ? 8 : null,
    };

    private static (int, int, EquatableArray<UserField>)? Struct(INamedTypeSymbol type, int depth)
    {
        var attributes = type.GetAttributes();
        var layout = attributes.FirstOrDefault(attribute => attribute.AttributeClass?.Name == "StructLayoutAttribute");
        var kind = layout is { ConstructorArguments: [{ Value: { } value }] } ? Convert.ToInt32(value, System.Globalization.CultureInfo.InvariantCulture) : 0;
        var (pack, given) = (Named(layout, "Pack"), Named(layout, "Size"));
        const int Auto = 3;
        const int Explicit = 2;
        if (kind == Auto)
        {
            return null;
        }

        var fields = new List<UserField>();
        var (end, alignment) = (0, 1);
        foreach (var field in FieldsOf(type))
        {
            if (Field(field, depth) is not { } part)
            {
                return null;
            }

            var aligned = pack == 0 ? part.Alignment : Math.Min(part.Alignment, pack);
            var offset = kind == Explicit ? OffsetOf(field) : (end + aligned - 1) / aligned * aligned;
            fields.Add(FieldOf(field, offset, part.Size, part.Fields));
            end = Math.Max(end, offset + part.Size);
            alignment = Math.Max(alignment, aligned);
        }

        if (attributes.FirstOrDefault(attribute => attribute.AttributeClass?.Name == "InlineArrayAttribute") is { ConstructorArguments: [{ Value: int count }] })
        {
            end *= count;
        }

        // An explicit size is the last word, where the fields fit it.
        var size = given > 0 && given >= end ? given : (end + alignment - 1) / alignment * alignment;
        return (Math.Max(size, 1), alignment, fields.ToEquatableArray());
    }

    private static (int Size, int Alignment, EquatableArray<UserField> Fields)? Field(IFieldSymbol field, int depth)
    {
        var type = field.IsFixedSizeBuffer && field.Type is IPointerTypeSymbol pointer ? pointer.PointedAtType : field.Type;
        return Of(type, depth + 1) is { } part ? (field.IsFixedSizeBuffer ? part.Size * field.FixedSize : part.Size, part.Alignment, part.Fields) : null;
    }

    private static int OffsetOf(IFieldSymbol field) => field.GetAttributes()
        .Where(attribute => attribute.AttributeClass?.Name == "FieldOffsetAttribute")
        .Select(attribute => attribute.ConstructorArguments is [{ Value: int offset }] ? offset : 0)
        .FirstOrDefault();

    private static int Named(AttributeData? attribute, string name) =>
        attribute?.NamedArguments.FirstOrDefault(argument => argument.Key == name).Value.Value is int value ? value : 0;
}
