using System.Composition;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace BpfGen.CodeFixes;

/// <summary>Makes a class partial (BPFGEN092).</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class AddPartialFix() : SyntaxFix<TypeDeclarationSyntax>("BPFGEN092")
{
    /// <inheritdoc/>
    protected override (string Title, SyntaxNode Replacement)? Replace(
        TypeDeclarationSyntax node, Diagnostic diagnostic, SemanticModel model, CancellationToken cancel)
    {
        var partial = SyntaxFactory.Token(SyntaxKind.PartialKeyword).WithTrailingTrivia(SyntaxFactory.Space);
        var changed = node.Modifiers.Count > 0
            ? node.WithModifiers(node.Modifiers.Add(partial))
            : node.WithKeyword(node.Keyword.WithLeadingTrivia())
                .WithModifiers([partial.WithLeadingTrivia(node.Keyword.LeadingTrivia)]);
        return ($"Make '{node.Identifier.Text}' partial", changed);
    }
}
