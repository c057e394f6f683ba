using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using BpfGen.Generator.Collections;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Model;
using Microsoft.CodeAnalysis;

namespace BpfGen.Generator.Input;

/// <summary>A <c>[BpfStruct]</c> attribute on a struct of the project.</summary>
/// <param name="Struct">The struct and its layout.</param>
/// <param name="Object">The path of the object in the attribute; null if the attribute has no path.</param>
/// <param name="SourceDirectory">The folder of the source file that declares the struct.</param>
/// <param name="Place">The place of the attribute.</param>
/// <param name="Fields">The places of the struct's fields.</param>
/// <param name="Flaw">The reason why the struct cannot be used, or null.</param>
internal sealed record StructDeclaration(
    UserStruct Struct, string? Object, string SourceDirectory, SourcePlace Place, EquatableArray<SourcePlace> Fields, string? Flaw)
{
    public const string AttributeName = "BpfGen.BpfStructAttribute";

    /// <summary>The struct with its padding; null if its layout is unknown.</summary>
    public PaddedStruct? Padding { get; init; }

    /// <summary>
    /// Whether the attribute names a struct of an object. If not, the attribute only makes the build find the struct's padding.
    /// </summary>
    public bool HasName { get; init; }

    /// <summary>Reads the struct's attributes. Each attribute becomes a declaration.</summary>
    public static EquatableArray<StructDeclaration> Read(GeneratorAttributeSyntaxContext context, CancellationToken cancel)
    {
        var type = (INamedTypeSymbol)context.TargetSymbol;
        var file = context.TargetNode.SyntaxTree.FilePath;
        var compilation = context.SemanticModel.Compilation;
        var layout = type.IsGenericType ? null : new UserLayout(compilation).Of(type);
        var flaw = type.IsGenericType ? "it is generic, which is not supported"
            : UserLayout.UnknownTypeIn(type) is { } unknown
                ? $"the type '{unknown.Type}' of its field '{unknown.Field}' is not known. A type that this build generates from an object "
                    + $"is not visible to BpfGen. Declare the type yourself, or use the generated struct in place of '{type.Name}'"
            : !type.IsUnmanagedType ? "it contains references"
            : layout is null ? "the offsets of its fields are unknown, because its layout, or the layout of a field's type, is "
                + "automatic or unknown"
            : null;
        var places = (layout is null ? [] : UserLayout.FieldsOf(type)).Select(
            field => HandleDeclaration.PlaceOf(field.Locations.FirstOrDefault()) ?? SourcePlace.OfFile(file));
        var name = type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
        var padding = layout is null ? null
            : HandleTypeUse.Of(type, compilation, HandleDeclaration.PlaceOf(context.TargetNode.GetLocation()) ?? SourcePlace.OfFile(file));
        return context.Attributes.Select(attribute => new StructDeclaration(
            new UserStruct(
                attribute.ConstructorArguments is [{ Value: string wanted }] ? wanted : "", name, layout?.Size ?? 0, layout?.Fields ?? []),
            attribute.NamedArguments.FirstOrDefault(argument => argument.Key == "ObjectFile").Value.Value as string,
            Path.GetDirectoryName(file) ?? "",
            HandleDeclaration.PlaceOf(attribute, cancel) ?? SourcePlace.OfFile(file),
            places.ToEquatableArray(),
            flaw)
        {
            Padding = padding,
            HasName = attribute.ConstructorArguments.Length > 0,
        }).ToEquatableArray();
    }

    /// <returns>The paths of the objects that the attribute can mean.</returns>
    public IReadOnlyList<string> Match(string projectDirectory, IReadOnlyList<ObjectMetadata> objects) =>
        Object is null
            ? [.. objects.Select(item => item.Primary).Distinct()]
            : ClaimMatcher.Match(Object, SourceDirectory, projectDirectory, objects);
}
