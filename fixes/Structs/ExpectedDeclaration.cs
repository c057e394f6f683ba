using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace BpfGen.CodeFixes;

/// <summary>The correct declaration of a struct, as the generator has written it.</summary>
internal sealed class ExpectedDeclaration
{
    /// <summary>The class for the types of the fields.</summary>
    public const string TypesClass = "Types";

    private static readonly Regex TypeNames = new(@"\bTypes\.(\w+)", RegexOptions.CultureInvariant);

    private readonly ClassDeclarationSyntax _types;
    private readonly HashSet<string> _units;

    private ExpectedDeclaration(HashSet<string> retyped, StructDeclarationSyntax type, ClassDeclarationSyntax types)
    {
        Retyped = retyped;
        _types = types;
        Layout = type.AttributeLists[0];
        Properties = [.. type.Members.OfType<PropertyDeclarationSyntax>()];
        Fields = [.. type.Members.OfType<FieldDeclarationSyntax>().Select(field => new ExpectedField(field))];
        _units = [.. Fields.Select(field => field.Name).Where(name => Properties.Any(property => Mentions(property, name)))];
        Size = NumberOf(Layout.Attributes[0].ArgumentList!.Arguments.Last());
    }

    /// <summary>The names of the user's fields whose types are wrong.</summary>
    public HashSet<string> Retyped { get; }

    /// <summary>The attribute that states an explicit layout.</summary>
    public AttributeListSyntax Layout { get; }

    /// <summary>The size of the struct in bytes.</summary>
    public int Size { get; }

    /// <summary>The fields, in the order of the object.</summary>
    public IReadOnlyList<ExpectedField> Fields { get; }

    /// <summary>The bit fields.</summary>
    public IReadOnlyList<PropertyDeclarationSyntax> Properties { get; }

    /// <returns>The declaration that a diagnostic carries.</returns>
    public static ExpectedDeclaration Parse(string text)
    {
        var end = text.IndexOf('\n');
        var code = SyntaxFactory.ParseCompilationUnit(text.Substring(end + 1));
        return new ExpectedDeclaration(
            [.. text.Substring(0, end).Split([' '], StringSplitOptions.RemoveEmptyEntries)],
            code.Members.OfType<StructDeclarationSyntax>().First(),
            code.Members.OfType<ClassDeclarationSyntax>().First());
    }

    /// <summary>Whether a field only holds the bits of bit fields.</summary>
    public bool IsUnit(ExpectedField field) => _units.Contains(field.Name);

    /// <summary>Whether code mentions a name.</summary>
    public static bool Mentions(SyntaxNode code, string name) =>
        code.DescendantTokens().Any(token => token.IsKind(SyntaxKind.IdentifierToken) && token.ValueText == name);

    /// <summary>The class with the types that some members need, directly or through other types; null if they need none.</summary>
    public ClassDeclarationSyntax? TypesOf(IEnumerable<SyntaxNode> members)
    {
        var declared = _types.Members.OfType<BaseTypeDeclarationSyntax>().ToLookup(type => type.Identifier.ValueText);
        var needed = new HashSet<string>();
        var rest = new Stack<SyntaxNode>(members);
        while (rest.Count > 0)
        {
            foreach (Match match in TypeNames.Matches(rest.Pop().ToString()))
            {
                if (declared[match.Groups[1].Value].FirstOrDefault() is { } type && needed.Add(match.Groups[1].Value))
                {
                    rest.Push(type);
                }
            }
        }

        return needed.Count == 0 ? null
            : _types.WithMembers([.. _types.Members.Where(member => needed.Contains(NameOf(member)))]);
    }

    /// <summary>The name of a type.</summary>
    public static string NameOf(MemberDeclarationSyntax type) => ((BaseTypeDeclarationSyntax)type).Identifier.ValueText;

    internal static int NumberOf(AttributeArgumentSyntax argument) => (int)((LiteralExpressionSyntax)argument.Expression).Token.Value!;
}

/// <summary>A field that a struct must have.</summary>
internal sealed class ExpectedField
{
    /// <summary>A field that a struct must have.</summary>
    /// <param name="written">The field, as the generator has written it: with its offset and a comment.</param>
    public ExpectedField(FieldDeclarationSyntax written)
    {
        Offset = ExpectedDeclaration.NumberOf(written.AttributeLists[0].Attributes[0].ArgumentList!.Arguments[0]);
        Syntax = written.WithAttributeLists([]).WithoutTrivia();
        Name = Syntax.Declaration.Variables[0].Identifier.ValueText;
    }

    /// <summary>The declaration, without the attribute for the offset.</summary>
    public FieldDeclarationSyntax Syntax { get; }

    public string Name { get; }

    /// <summary>The offset in bytes.</summary>
    public int Offset { get; }

    public TypeSyntax Type => Syntax.Declaration.Type;
}
