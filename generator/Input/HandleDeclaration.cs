using System.Collections.Generic;
using System.Linq;
using System.Threading;
using BpfGen.Generator.Collections;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace BpfGen.Generator.Input;

/// <summary>A class that the user declared with <c>[BpfObject]</c>.</summary>
/// <param name="Claim">The claimed object and the class. Code generation depends only on this part of the declaration.</param>
/// <param name="Place">The place of the attribute.</param>
/// <param name="Flaw">The reason why nothing can be generated for the class, or null.</param>
/// <param name="Requirements">The requirements in the attributes of the class.</param>
internal sealed record HandleDeclaration(
    HandleClaim Claim, SourcePlace Place, string? Flaw, EquatableArray<Requirement> Requirements)
{
    public const string AttributeName = "BpfGen.BpfObjectAttribute";

    public static HandleDeclaration Read(GeneratorAttributeSyntaxContext context, CancellationToken cancel)
    {
        var type = (INamedTypeSymbol)context.TargetSymbol;
        var syntax = (TypeDeclarationSyntax)context.TargetNode;
        var attribute = context.Attributes[0];
        var path = attribute.ConstructorArguments is [{ Value: string text }] ? text : "";
        var handle = new HandleClass(
            type.ContainingNamespace.IsGlobalNamespace ? "" : NameOf(type.ContainingNamespace),
            ContainingTypes(syntax).ToEquatableArray(),
            type.IsRecord ? "record" : "class",
            Escape(type.Name),
            Modifiers: "");

        var sourceDirectory = System.IO.Path.GetDirectoryName(syntax.SyntaxTree.FilePath) ?? "";
        return new HandleDeclaration(
            new HandleClaim(path, sourceDirectory, handle),
            PlaceOf(attribute, cancel) ?? SourcePlace.OfFile(syntax.SyntaxTree.FilePath),
            FlawOf(type, syntax),
            RequirementReader.Read(type, cancel));
    }

    internal static SourcePlace? PlaceOf(AttributeData attribute, CancellationToken cancel)
    {
        return PlaceOf(attribute.ApplicationSyntaxReference?.GetSyntax(cancel).GetLocation());
    }

    internal static SourcePlace? PlaceOf(Location? location)
    {
        if (location is not { SourceTree: { } tree })
        {
            return null;
        }

        var lines = location.GetLineSpan();
        return new SourcePlace(
            tree.FilePath,
            location.SourceSpan.Start,
            location.SourceSpan.Length,
            lines.StartLinePosition.Line,
            lines.StartLinePosition.Character,
            lines.EndLinePosition.Line,
            lines.EndLinePosition.Character);
    }

    private static string? FlawOf(INamedTypeSymbol type, TypeDeclarationSyntax syntax)
    {
        if (type.IsStatic)
        {
            return "it is static, but Load() creates an instance";
        }

        if (MemberNames.IsOwn(type.Name))
        {
            return "its name is the name of a generated member";
        }

        if (type.IsAbstract)
        {
            return "it is abstract, but Load() creates an instance";
        }

        foreach (var declaration in syntax.AncestorsAndSelf().OfType<TypeDeclarationSyntax>())
        {
            if (!declaration.Modifiers.Any(SyntaxKind.PartialKeyword))
            {
                return $"'{declaration.Identifier.Text}' must be partial, so that the generator can add members";
            }

            if (declaration.TypeParameterList is not null)
            {
                return $"'{declaration.Identifier.Text}' is generic, which is not supported";
            }
        }

        return null;
    }

    private static IEnumerable<string> ContainingTypes(TypeDeclarationSyntax syntax) => syntax.Ancestors()
        .OfType<TypeDeclarationSyntax>()
        .Reverse()
        .Select(outer => $"partial {Keyword(outer)} {outer.Identifier.Text}");

    private static string Keyword(TypeDeclarationSyntax type) =>
        type is RecordDeclarationSyntax { ClassOrStructKeyword.RawKind: not 0 } record
            ? $"record {record.ClassOrStructKeyword.Text}"
            : type.Keyword.Text;

    private static string NameOf(INamespaceSymbol name) => name.ToDisplayString(
        SymbolDisplayFormat.FullyQualifiedFormat.WithGlobalNamespaceStyle(SymbolDisplayGlobalNamespaceStyle.Omitted));

    /// <summary>Escapes a name with <c>@</c> if it is a C# keyword.</summary>
    internal static string Escape(string name) => SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None ? "@" + name : name;
}
