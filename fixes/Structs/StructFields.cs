using System.Collections.Generic;
using System.Linq;
using System.Threading;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Input;
using BpfGen.Generator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace BpfGen.CodeFixes;

/// <summary>The fields of a user's struct, and where .NET places them.</summary>
internal sealed class StructFields
{
    private StructFields(
        TypeDeclarationSyntax type, IReadOnlyList<SyntaxNode> declarations, SemanticModel model, IReadOnlyList<StructFieldPart> fields)
    {
        Type = type;
        Declarations = declarations;
        Model = model;
        Fields = fields;
    }

    /// <summary>The declaration that has the fields.</summary>
    public TypeDeclarationSyntax Type { get; }

    /// <summary>All declarations of the struct, which can be partial.</summary>
    public IReadOnlyList<SyntaxNode> Declarations { get; }

    public SemanticModel Model { get; }

    public IReadOnlyList<StructFieldPart> Fields { get; }

    /// <returns>
    /// The fields; null if the code fix cannot change them. It changes only fields that this declaration has, so it changes no struct with
    /// automatic properties or a primary constructor, and no struct whose fields are in several partial declarations.
    /// </returns>
    public static StructFields? Of(TypeDeclarationSyntax type, SemanticModel model, CancellationToken cancel)
    {
        if (model.GetDeclaredSymbol(type, cancel) is not ITypeSymbol symbol
            || type.ContainsDirectives
            || new UserLayout(model.Compilation).Of(symbol) is not { } layout
            || IsLayoutElsewhere(type, symbol, cancel))
        {
            return null;
        }

        var fields = new List<StructFieldPart>();
        foreach (var (field, part) in UserLayout.FieldsOf(symbol).Zip(layout.Fields, (field, part) => (field, part)))
        {
            if (field.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancel) is not VariableDeclaratorSyntax declarator
                || declarator.FirstAncestorOrSelf<FieldDeclarationSyntax>() is not { } declaration
                || declaration.Parent != type)
            {
                return null;
            }

            fields.Add(new StructFieldPart(part, declarator, declaration));
        }

        var declarations = symbol.DeclaringSyntaxReferences.Select(reference => reference.GetSyntax(cancel)).ToList();
        return new StructFields(type, declarations, model, fields);
    }

    /// <summary>
    /// Finds fields that have a wrong name: a name like that of a missing field, or the place and type of a missing field.
    /// </summary>
    public IReadOnlyList<FieldRename> Renames(ExpectedDeclaration expected)
    {
        var known = new HashSet<string>(expected.Fields.Select(field => UserField.Normalize(field.Name)));
        var missing = expected.Fields
            .Where(field => !expected.IsUnit(field) && !Fields.Any(own => own.Normalized == UserField.Normalize(field.Name)))
            .ToList();
        var renames = new List<FieldRename>();
        foreach (var own in Fields.Where(field => !field.Part.IsPrivate && !known.Contains(field.Normalized)))
        {
            var nearest = Nearest.Find(own.Part.Name, missing.Select(field => field.Name));
            var found = missing.Find(field => field.Name == nearest)
                ?? missing.Find(field => field.Offset == own.Part.Offset && own.HasType(field));
            if (found is not null)
            {
                missing.Remove(found);
                renames.Add(new FieldRename(own.Part.Name, found.Name, !own.HasType(found)));
            }
        }

        return renames;
    }

    private static bool IsLayoutElsewhere(TypeDeclarationSyntax type, ISymbol symbol, CancellationToken cancel) =>
        symbol.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == "StructLayoutAttribute"
            && attribute.ApplicationSyntaxReference?.GetSyntax(cancel) is { } syntax
            && syntax.FirstAncestorOrSelf<TypeDeclarationSyntax>() != type);
}

/// <summary>A field of a user's struct.</summary>
internal sealed class StructFieldPart(UserField part, VariableDeclaratorSyntax declarator, FieldDeclarationSyntax declaration)
{
    public UserField Part { get; } = part;

    public VariableDeclaratorSyntax Declarator { get; } = declarator;

    /// <summary>The declaration, which can declare several fields.</summary>
    public FieldDeclarationSyntax Declaration { get; } = declaration;

    public string Normalized => UserField.Normalize(Part.Name);

    public bool HasType(ExpectedField field) =>
        Declarator.ArgumentList is null && Declaration.Declaration.Type.WithoutTrivia().ToString() == field.Type.WithoutTrivia().ToString();
}

/// <summary>A field that gets another name.</summary>
internal sealed class FieldRename(string old, string name, bool isRetyped)
{
    public string Old { get; } = old;

    public string New { get; } = name;

    /// <summary>Whether the field also gets another type.</summary>
    public bool IsRetyped { get; } = isRetyped;
}
