using System.Collections.Immutable;
using System.Composition;
using System.Linq;
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
public sealed class NearestNameFix : SyntaxFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["BPFGEN093"];

    /// <inheritdoc/>
    protected override (string Title, SyntaxNode Old, SyntaxNode Replacement)? Fix(
        SyntaxNode node, Diagnostic diagnostic, SemanticModel model, CancellationToken cancel)
    {
        if (!diagnostic.Properties.TryGetValue(FixProperties.Nearest, out var nearest) || nearest is null
            || node.AncestorsAndSelf().OfType<ExpressionSyntax>().FirstOrDefault() is not { } expression)
        {
            return null;
        }

        var literal = SyntaxFactory.LiteralExpression(SyntaxKind.StringLiteralExpression, SyntaxFactory.Literal(nearest));
        return ($"Use '{nearest}'", expression, literal.WithTriviaFrom(expression));
    }
}
