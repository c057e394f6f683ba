using System;
using System.Collections.Generic;
using System.Linq;
using BpfGen.Generator.Collections;
using BpfGen.Generator.Model;
using Microsoft.CodeAnalysis;

namespace BpfGen.Generator.Input;

/// <summary>
/// Computes where .NET places the fields of a struct, by the rules of sequential and explicit layout for types without references.
/// </summary>
internal sealed class UserLayout(Compilation compilation)
{
    private const int MaxDepth = 16;

    /// <summary>
    /// The size and alignment, in bytes, of framework types whose fields reference assemblies do not show. These types have no padding.
    /// </summary>
    private static readonly Dictionary<string, (int Size, int Alignment)> Framework = new()
    {
        ["System.Guid"] = (16, 4),
        ["System.Int128"] = (16, 16),
        ["System.UInt128"] = (16, 16),
        ["System.Half"] = (2, 2),
        ["System.DateTime"] = (8, 8),
        ["System.TimeSpan"] = (8, 8),
        ["System.TimeOnly"] = (8, 8),
        ["System.DateOnly"] = (4, 4),
        ["System.Text.Rune"] = (4, 4),
    };

    /// <param name="Size">The size in bytes.</param>
    /// <param name="Alignment">The alignment in bytes.</param>
    /// <param name="Fields">The fields, each with the fields of its type.</param>
    /// <param name="Padding">The ranges of bytes that belong to no field.</param>
    public sealed record Result(int Size, int Alignment, EquatableArray<UserField> Fields, EquatableArray<PaddingRange> Padding);

    /// <returns>The layout of a type, or null if it cannot be determined.</returns>
    public Result? Of(ITypeSymbol type, int depth = 0)
    {
        if (Primitive(type) is { } primitive)
        {
            return new Result(primitive, primitive, [], []);
        }

        if (type is INamedTypeSymbol { TypeKind: TypeKind.Enum, EnumUnderlyingType: { } underlying })
        {
            return Of(underlying, depth);
        }

        if (Framework.TryGetValue(type.ToDisplayString(), out var known))
        {
            return new Result(known.Size, known.Alignment, [], []);
        }

        return type is INamedTypeSymbol { TypeKind: TypeKind.Struct, IsUnmanagedType: true } structure && depth < MaxDepth
            ? Struct(structure, depth)
            : null;
    }

    /// <summary>
    /// Finds a field whose type the compiler does not know. Generators see the project without the types that they write, so this is
    /// mostly a generated type.
    /// </summary>
    /// <returns>The path of the first such field, and its type as the source has it; null if there is none.</returns>
    public static (string Field, string Type)? UnknownTypeIn(ITypeSymbol type, int depth = 0)
    {
        foreach (var field in FieldsOf(type))
        {
            if (field.Type.TypeKind == TypeKind.Error)
            {
                return (field.Name, field.Type.ToDisplayString());
            }

            if (field.Type is { TypeKind: TypeKind.Struct, SpecialType: SpecialType.None } && depth < MaxDepth
                && UnknownTypeIn(field.Type, depth + 1) is { } inner)
            {
                return ($"{field.Name}.{inner.Field}", inner.Type);
            }
        }

        return null;
    }

    /// <summary>The instance fields of a type, in the order of the source.</summary>
    public static IEnumerable<IFieldSymbol> FieldsOf(ITypeSymbol type) =>
        type.GetMembers().OfType<IFieldSymbol>().Where(field => !field.IsStatic && !field.IsConst);

    /// <param name="field">The field.</param>
    /// <param name="offset">The offset of the field in bytes.</param>
    /// <param name="size">The size of the field in bytes.</param>
    /// <param name="inner">The fields of the field's type.</param>
    private static UserField FieldOf(IFieldSymbol field, int offset, int size, EquatableArray<UserField> inner)
    {
        var isPrivate = field.DeclaredAccessibility == Accessibility.Private;
        if (field.IsFixedSizeBuffer && field.Type is IPointerTypeSymbol { PointedAtType: var element })
        {
            EquatableArray<UserField> one =
            [
                new UserField("", 0, size / Math.Max(field.FixedSize, 1), KindOf(element), isPrivate, [], IsArray: false),
            ];
            return new UserField(field.Name, offset, size, UserFieldKind.Other, isPrivate, one, IsArray: true);
        }

        return new UserField(field.Name, offset, size, KindOf(field.Type), isPrivate, inner, InlineArrayLength(field.Type) is not null);
    }

    private static UserFieldKind KindOf(ITypeSymbol type) =>
        (type as INamedTypeSymbol)?.EnumUnderlyingType is { } underlying ? KindOf(underlying) : type.SpecialType switch
        {
            SpecialType.System_SByte or SpecialType.System_Int16 or SpecialType.System_Int32 or SpecialType.System_Int64
                or SpecialType.System_IntPtr => UserFieldKind.Signed,
            SpecialType.System_Byte or SpecialType.System_UInt16 or SpecialType.System_UInt32 or SpecialType.System_UInt64
                or SpecialType.System_UIntPtr or SpecialType.System_Boolean => UserFieldKind.Unsigned,
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
        SpecialType.System_Int64 or SpecialType.System_UInt64 or SpecialType.System_Double or SpecialType.System_IntPtr
            or SpecialType.System_UIntPtr => 8,
        _ => type.TypeKind is TypeKind.Pointer or TypeKind.FunctionPointer ? 8 : null,
    };

    private Result? Struct(INamedTypeSymbol type, int depth)
    {
        if (StructLayout.Of(type, compilation) is not { IsAuto: false } layout)
        {
            return null;
        }

        var fields = new List<UserField>();
        var used = new List<PaddingRange>();
        var padding = new List<PaddingRange>();
        var (end, alignment) = (0, 1);
        foreach (var field in FieldsOf(type))
        {
            if (Field(field, depth) is not { } part)
            {
                return null;
            }

            var aligned = layout.Pack == 0 ? part.Alignment : Math.Min(part.Alignment, layout.Pack);
            var offset = layout.IsExplicit ? layout.OffsetOf(field) : (end + aligned - 1) / aligned * aligned;
            fields.Add(FieldOf(field, offset, part.Size, part.Fields));
            used.Add(new PaddingRange(offset, part.Size));
            padding.AddRange(part.Padding.Select(range => range with { Offset = offset + range.Offset }));
            end = Math.Max(end, offset + part.Size);
            alignment = Math.Max(alignment, aligned);
        }

        if (InlineArrayLength(type) is { } count)
        {
            return new Result(
                Math.Max(end * count, 1),
                alignment,
                fields.ToEquatableArray(),
                [.. Enumerable.Range(0, count)
                    .SelectMany(_ => padding, (index, range) => range with { Offset = (index * end) + range.Offset })]);
        }

        // StructLayout.Size sets the size of the struct, unless it is too small for the fields.
        var size = Math.Max(layout.Size > 0 && layout.Size >= end ? layout.Size : (end + alignment - 1) / alignment * alignment, 1);

        // If the layout or the size of a struct is explicit, .NET copies and clears all its bytes, including the gaps between fields. In
        // other structs, these gaps can contain old bytes of memory, so they count as padding to clear.
        if (layout is { IsExplicit: false, Size: 0 })
        {
            padding.AddRange(PaddingRange.Between(used, size));
        }

        // .NET orders the fields of tuples itself, so only tuples without padding have a known layout.
        if (type.IsTupleType && padding.Count > 0)
        {
            return null;
        }

        return new Result(size, alignment, fields.ToEquatableArray(), [.. padding.OrderBy(range => range.Offset)]);
    }

    private Result? Field(IFieldSymbol field, int depth)
    {
        if (!field.IsFixedSizeBuffer || field.Type is not IPointerTypeSymbol pointer)
        {
            return Of(field.Type, depth + 1);
        }

        return Of(pointer.PointedAtType, depth + 1) is { } element ? element with { Size = element.Size * field.FixedSize } : null;
    }

    private static int? InlineArrayLength(ITypeSymbol type) => type.GetAttributes()
        .Where(attribute => attribute.AttributeClass?.Name == "InlineArrayAttribute")
        .Select(attribute => attribute.ConstructorArguments is [{ Value: int count }] ? count : (int?)null)
        .FirstOrDefault();
}
