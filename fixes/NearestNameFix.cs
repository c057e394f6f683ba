using System.Composition;
using System.Threading;
using BpfGen.Generator.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace BpfGen.CodeFixes;

/// <summary>Replaces a name that the object does not have with the most similar name that it has (BPFGEN093).</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class NearestNameFix() : SyntaxFix<ExpressionSyntax>("BPFGEN093")
{
    /// <inheritdoc/>
    protected override (string Title, SyntaxNode Replacement)? Replace(
        ExpressionSyntax node, Diagnostic diagnostic, SemanticModel model, CancellationToken cancel)
    {
        if (PropertyOf(diagnostic, FixProperties.Nearest) is not { } nearest)
        {
            return null;
        }

        var literal = SyntaxFactory.LiteralExpression(SyntaxKind.StringLiteralExpression, SyntaxFactory.Literal(nearest));
        return ($"Use '{nearest}'", literal.WithTriviaFrom(node));
    }
}
