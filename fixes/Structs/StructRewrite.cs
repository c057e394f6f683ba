using System;
using System.Collections.Generic;
using System.Linq;
using BpfGen.Generator.Input;
using BpfGen.Generator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;

namespace BpfGen.CodeFixes;

/// <summary>Writes a struct with the expected fields. Fields that stay keep their comments, attributes and modifiers.</summary>
internal sealed class StructRewrite
{
    private const string Interop = "global::System.Runtime.InteropServices";

    private readonly TypeDeclarationSyntax _type;
    private readonly StructFields _own;
    private readonly ExpectedDeclaration _expected;
    private readonly SyntaxTrivia _newLine;
    private readonly bool _isReadOnly;

    /// <summary>Writes a struct with the expected fields.</summary>
    /// <param name="own">The struct.</param>
    /// <param name="expected">The expected fields.</param>
    public StructRewrite(StructFields own, ExpectedDeclaration expected)
    {
        _own = own;
        _type = own.Type;
        _expected = expected;
        _isReadOnly = _type.Modifiers.Any(SyntaxKind.ReadOnlyKeyword);
        var newLine = _type.SyntaxTree.GetRoot().DescendantTrivia().FirstOrDefault(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia));
        _newLine = newLine == default ? SyntaxFactory.LineFeed : newLine;
    }

    /// <returns>The changed struct. It has an explicit layout only if the rules of C# do not place the fields as the object does.</returns>
    public TypeDeclarationSyntax Apply()
    {
        var added = new List<SyntaxNode>();
        var properties = MissingProperties();
        added.AddRange(properties);
        var fields = Fields(properties, added).Concat(Kept()).OrderBy(field => field.Offset).ToList();
        var types = _expected.TypesOf(added);
        var layout = AttributeOf(_type.AttributeLists, "StructLayout");
        if (layout?.ArgumentList?.ToString().Contains("Explicit") != true)
        {
            var sequential = With(fields.Select(field => field.Syntax), properties, types);
            if (Matches(sequential))
            {
                return sequential;
            }
        }

        var changed = With(fields.Select(field => WithOffset(field.Syntax, field.Offset)), properties, types);
        var attribute = _expected.Layout.Attributes[0].WithAdditionalAnnotations(Simplifier.Annotation);
        return AttributeOf(changed.AttributeLists, "StructLayout") is { } before
            ? changed.ReplaceNode(before, attribute.WithTriviaFrom(before))
            : changed.WithAttributeLists(changed.AttributeLists.Add(_expected.Layout.WithoutTrivia()
                .WithLeadingTrivia(SyntaxFactory.ElasticMarker)
                .WithTrailingTrivia(_newLine)
                .WithAdditionalAnnotations(Formatter.Annotation, Simplifier.Annotation)));
    }

    /// <summary>The bit fields for which the struct has no member.</summary>
    private List<PropertyDeclarationSyntax> MissingProperties()
    {
        var present = new HashSet<string>(_own.Declarations.OfType<TypeDeclarationSyntax>()
            .SelectMany(declaration => declaration.Members)
            .Select(member => member switch
            {
                PropertyDeclarationSyntax property => property.Identifier.ValueText,
                MethodDeclarationSyntax method => method.Identifier.ValueText,
                _ => null,
            })
            .OfType<string>()
            .Select(UserField.Normalize));
        return _isReadOnly ? []
            : [.. _expected.Properties.Where(property => !present.Contains(UserField.Normalize(property.Identifier.ValueText)))];
    }

    /// <summary>The expected fields: those that the struct has, and new ones.</summary>
    private IEnumerable<(int Offset, FieldDeclarationSyntax Syntax)> Fields(
        List<PropertyDeclarationSyntax> properties, List<SyntaxNode> added)
    {
        var own = _own.Fields.GroupBy(field => field.Normalized).ToDictionary(group => group.Key, group => group.First());
        foreach (var field in _expected.Fields)
        {
            if (own.TryGetValue(UserField.Normalize(field.Name), out var found))
            {
                var isRetyped = _expected.Retyped.Contains(found.Part.Name);
                if (isRetyped)
                {
                    added.Add(field.Type);
                }

                yield return (field.Offset, isRetyped ? WithType(Single(found), field.Type) : Single(found));
            }
            else if (!_expected.IsUnit(field) || properties.Exists(property => ExpectedDeclaration.Mentions(property, field.Name)))
            {
                added.Add(field.Type);
                yield return (field.Offset, New(field));
            }
        }
    }

    /// <summary>
    /// Private fields that the code of the struct uses. They may hold bit fields, so they keep their places. Other fields without a member
    /// are padding, or data that the object does not have.
    /// </summary>
    private IEnumerable<(int Offset, FieldDeclarationSyntax Syntax)> Kept()
    {
        var known = new HashSet<string>(_expected.Fields.Select(field => UserField.Normalize(field.Name)));
        return _own.Fields
            .Where(field => field.Part.IsPrivate && !known.Contains(field.Normalized) && field.Part.Size <= _expected.Size)
            .Where(field => _own.Declarations
                .SelectMany(declaration => declaration.DescendantNodes())
                .OfType<SimpleNameSyntax>()
                .Any(name => name.Identifier.ValueText == field.Part.Name))
            .Select(field => (Math.Min(field.Part.Offset, _expected.Size - field.Part.Size), Single(field)));
    }

    private TypeDeclarationSyntax With(
        IEnumerable<FieldDeclarationSyntax> fields, List<PropertyDeclarationSyntax> properties, ClassDeclarationSyntax? types)
    {
        var declarations = new HashSet<SyntaxNode>(_own.Fields.Select(field => (SyntaxNode)field.Declaration));
        var first = _type.Members.IndexOf(declarations.Contains);
        var others = _type.Members.Where(member => !declarations.Contains(member)).ToList();
        others.InsertRange(Math.Max(first, 0), fields);
        others.AddRange(properties.Select(New));
        var changed = _type;
        if (types is not null)
        {
            // A struct that the code fix has changed before has the class already.
            var place = others.FindIndex(member =>
                member is ClassDeclarationSyntax { Identifier.ValueText: ExpectedDeclaration.TypesClass });
            if (place < 0)
            {
                others.Add(New(types));
            }
            else
            {
                var present = (ClassDeclarationSyntax)others[place];
                var names = new HashSet<string>(
                    present.Members.OfType<BaseTypeDeclarationSyntax>().Select(ExpectedDeclaration.NameOf));
                others[place] = present.AddMembers([.. types.Members
                    .Where(type => !names.Contains(ExpectedDeclaration.NameOf(type)))
                    .Select(New)]);
            }
        }

        if (_type.SemicolonToken.IsKind(SyntaxKind.SemicolonToken))
        {
            changed = changed.WithSemicolonToken(default)
                .WithOpenBraceToken(SyntaxFactory.Token(SyntaxKind.OpenBraceToken).WithLeadingTrivia(_newLine).WithTrailingTrivia(_newLine))
                .WithCloseBraceToken(SyntaxFactory.Token(SyntaxKind.CloseBraceToken)
                    .WithTrailingTrivia(_type.SemicolonToken.TrailingTrivia));
        }

        return changed.WithMembers([.. others]);
    }

    /// <summary>Whether .NET places the expected fields of a changed struct as the object does.</summary>
    private bool Matches(TypeDeclarationSyntax changed)
    {
        var mark = new SyntaxAnnotation();
        var tree = _type.SyntaxTree;
        var root = tree.GetRoot().ReplaceNode(_type, changed.WithAdditionalAnnotations(mark));
        var other = tree.WithRootAndOptions(root, tree.Options);
        var compilation = _own.Model.Compilation.ReplaceSyntaxTree(tree, other);
        var node = (TypeDeclarationSyntax)other.GetRoot().GetAnnotatedNodes(mark).Single();
        return compilation.GetSemanticModel(other).GetDeclaredSymbol(node) is ITypeSymbol symbol
            && new UserLayout(compilation).Of(symbol) is { } layout
            && layout.Size == _expected.Size
            && layout.Fields.All(field => _expected.Fields
                .Where(wanted => UserField.Normalize(wanted.Name) == UserField.Normalize(field.Name))
                .All(wanted => wanted.Offset == field.Offset));
    }

    /// <summary>The declaration of one field, without the other fields that the same declaration has.</summary>
    private FieldDeclarationSyntax Single(StructFieldPart field)
    {
        var all = field.Declaration.Declaration.Variables;
        if (all.Count == 1)
        {
            return field.Declaration;
        }

        var single = field.Declaration.WithDeclaration(
            field.Declaration.Declaration.WithVariables([field.Declarator.WithLeadingTrivia().WithTrailingTrivia()]));
        return (all[0] == field.Declarator
            ? single
            : single.WithLeadingTrivia(SyntaxFactory.ElasticMarker).WithAdditionalAnnotations(Formatter.Annotation))
            .WithTrailingTrivia(_newLine);
    }

    private FieldDeclarationSyntax New(ExpectedField field)
    {
        var modifier = SyntaxFactory.Token(SyntaxKind.ReadOnlyKeyword).WithTrailingTrivia(SyntaxFactory.Space);
        var syntax = _isReadOnly ? field.Syntax.AddModifiers(modifier) : field.Syntax;
        return New(syntax);
    }

    private T New<T>(T member)
        where T : MemberDeclarationSyntax
    {
        var lines = member.NormalizeWhitespace(eol: _newLine.ToString());
        return lines
            .WithLeadingTrivia(lines.GetLeadingTrivia().Insert(0, SyntaxFactory.ElasticMarker))
            .WithTrailingTrivia(_newLine)
            .WithAdditionalAnnotations(Formatter.Annotation, Simplifier.Annotation);
    }

    private static FieldDeclarationSyntax WithType(FieldDeclarationSyntax field, TypeSyntax type)
    {
        var variable = field.Declaration.Variables[0];
        return field
            .WithModifiers([.. field.Modifiers.Where(modifier => !modifier.IsKind(SyntaxKind.FixedKeyword))])
            .WithDeclaration(field.Declaration
                .WithType(type.WithoutTrivia().WithTriviaFrom(field.Declaration.Type).WithAdditionalAnnotations(Simplifier.Annotation))
                .WithVariables([variable.WithArgumentList(null)]));
    }

    private static FieldDeclarationSyntax WithOffset(FieldDeclarationSyntax field, int offset)
    {
        var list = SyntaxFactory.ParseMemberDeclaration($"[{Interop}.FieldOffset({offset})] int field;")!.AttributeLists[0];
        if (AttributeOf(field.AttributeLists, "FieldOffset") is { ArgumentList: { } arguments })
        {
            return field.ReplaceNode(arguments, list.Attributes[0].ArgumentList!.WithTriviaFrom(arguments));
        }

        var start = field.GetLeadingTrivia();
        var rest = field.WithLeadingTrivia();
        return rest.WithAttributeLists(rest.AttributeLists.Insert(0, list
            .WithLeadingTrivia(start)
            .WithTrailingTrivia(SyntaxFactory.Space)
            .WithAdditionalAnnotations(Simplifier.Annotation)));
    }

    private static AttributeSyntax? AttributeOf(SyntaxList<AttributeListSyntax> lists, string name) =>
        lists.SelectMany(list => list.Attributes).FirstOrDefault(attribute =>
        {
            var last = attribute.Name.DescendantTokens().Last(token => token.IsKind(SyntaxKind.IdentifierToken)).ValueText;
            return last == name || last == name + "Attribute";
        });
}
