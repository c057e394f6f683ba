using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace BpfGen.CodeFixes;

/// <summary>Makes a class partial (BPFGEN092).</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class AddPartialFix : SyntaxFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["BPFGEN092"];

    /// <inheritdoc/>
    protected override (string Title, SyntaxNode Old, SyntaxNode Replacement)? Fix(
        SyntaxNode node, Diagnostic diagnostic, SemanticModel model, CancellationToken cancel)
    {
        if (node.AncestorsAndSelf().OfType<TypeDeclarationSyntax>().FirstOrDefault() is not { } type)
        {
            return null;
        }

        var partial = SyntaxFactory.Token(SyntaxKind.PartialKeyword).WithTrailingTrivia(SyntaxFactory.Space);
        var changed = type.Modifiers.Count > 0
            ? type.WithModifiers(type.Modifiers.Add(partial))
            : type.WithKeyword(type.Keyword.WithLeadingTrivia())
                .WithModifiers([partial.WithLeadingTrivia(type.Keyword.LeadingTrivia)]);
        return ($"Make '{type.Identifier.Text}' partial", type, changed);
    }
}
