using System.Composition;
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
public sealed class CopyRecordFix() : SyntaxFix<ExpressionSyntax>("BPFGEN091")
{
    /// <inheritdoc/>
    protected override (string Title, SyntaxNode Replacement)? Replace(
        ExpressionSyntax node, Diagnostic diagnostic, SemanticModel model, CancellationToken cancel)
    {
        if (PropertyOf(diagnostic, FixProperties.IsSpan) is null)
        {
            return null;
        }

        var operand = node is IdentifierNameSyntax or MemberAccessExpressionSyntax or InvocationExpressionSyntax
            or ElementAccessExpressionSyntax
            ? node.WithoutTrivia()
            : SyntaxFactory.ParenthesizedExpression(node.WithoutTrivia());
        var copy = SyntaxFactory.InvocationExpression(SyntaxFactory.MemberAccessExpression(
            SyntaxKind.SimpleMemberAccessExpression, operand, SyntaxFactory.IdentifierName("ToArray")));
        return ("Copy the bytes with ToArray()", copy.WithTriviaFrom(node));
    }
}
