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

/// <summary>Copies the bytes of a record that is used after its iteration (BPFGEN091).</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class CopyRecordFix : SyntaxFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["BPFGEN091"];

    /// <inheritdoc/>
    protected override (string Title, SyntaxNode Old, SyntaxNode Replacement)? Fix(
        SyntaxNode node, Diagnostic diagnostic, SemanticModel model, CancellationToken cancel)
    {
        if (!diagnostic.Properties.TryGetValue(FixProperties.IsSpan, out var isSpan) || isSpan is null
            || node.AncestorsAndSelf().OfType<ExpressionSyntax>().FirstOrDefault() is not { } value)
        {
            return null;
        }

        var operand = value is IdentifierNameSyntax or MemberAccessExpressionSyntax or InvocationExpressionSyntax
            or ElementAccessExpressionSyntax
            ? value.WithoutTrivia()
            : SyntaxFactory.ParenthesizedExpression(value.WithoutTrivia());
        var copy = SyntaxFactory.InvocationExpression(SyntaxFactory.MemberAccessExpression(
            SyntaxKind.SimpleMemberAccessExpression, operand, SyntaxFactory.IdentifierName("ToArray")));
        return ("Copy the bytes with ToArray()", value, copy.WithTriviaFrom(value));
    }
}
