using System.Composition;
using System.Globalization;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace BpfGen.CodeFixes;

/// <summary>Declares a variable for a loaded object or a reader that a statement drops (BPFGEN090).</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class KeepResultFix() : SyntaxFix<ExpressionStatementSyntax>("BPFGEN090")
{
    /// <inheritdoc/>
    protected override (string Title, SyntaxNode Replacement)? Replace(
        ExpressionStatementSyntax node, Diagnostic diagnostic, SemanticModel model, CancellationToken cancel)
    {
        // A declaration is allowed only in a block or at the top level, not as the body of an 'if' without braces.
        if (node.Parent is not (BlockSyntax or GlobalStatementSyntax or SwitchSectionSyntax))
        {
            return null;
        }

        var value = node.Expression is AssignmentExpressionSyntax { Right: var right } ? right : node.Expression;
        if (model.GetTypeInfo(value, cancel).Type is not { } type)
        {
            return null;
        }

        var name = NameOf(type, model, node.SpanStart);
        var declaration = SyntaxFactory.ParseStatement($"using var {name} = ")
            is LocalDeclarationStatementSyntax parsed
            ? parsed.WithDeclaration(parsed.Declaration.WithVariables(
                [
                    SyntaxFactory.VariableDeclarator(name)
                        .WithInitializer(SyntaxFactory.EqualsValueClause(
                            SyntaxFactory.Token(SyntaxKind.EqualsToken).WithLeadingTrivia(SyntaxFactory.Space)
                                .WithTrailingTrivia(SyntaxFactory.Space),
                            value.WithoutTrivia())),
                ]))
            : null;
        return declaration is null ? null
            : ($"Declare '{name}' with 'using'",
                declaration.WithSemicolonToken(SyntaxFactory.Token(SyntaxKind.SemicolonToken)).WithTriviaFrom(node));
    }

    /// <summary>The name for the variable: <c>reader</c>, or the name of the class, with a number if the name is taken.</summary>
    private static string NameOf(ITypeSymbol type, SemanticModel model, int place)
    {
        var wanted = type.Name.EndsWith("Reader", System.StringComparison.Ordinal)
            ? "reader"
            : char.ToLowerInvariant(type.Name[0]) + type.Name.Substring(1);
        var name = wanted;
        for (var i = 2; !model.LookupSymbols(place, name: name).IsEmpty || SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None; i++)
        {
            name = wanted + i.ToString(CultureInfo.InvariantCulture);
        }

        return name;
    }
}
