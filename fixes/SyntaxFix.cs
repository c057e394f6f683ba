using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace BpfGen.CodeFixes;

/// <summary>A code fix that replaces one node of the syntax tree.</summary>
public abstract class SyntaxFix : CodeFixProvider
{
    /// <inheritdoc/>
    public sealed override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        if (await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false) is not { } root)
        {
            return;
        }

        foreach (var diagnostic in context.Diagnostics)
        {
            var node = root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
            var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
            if (model is not null && Fix(node, diagnostic, model, context.CancellationToken) is var (title, old, replacement))
            {
                context.RegisterCodeFix(
                    CodeAction.Create(
                        title,
                        _ => Task.FromResult(context.Document.WithSyntaxRoot(root.ReplaceNode(old, replacement))),
                        equivalenceKey: FixableDiagnosticIds.First()),
                    diagnostic);
            }
        }
    }

    /// <summary>Finds the change for a diagnostic.</summary>
    /// <param name="node">The node that the diagnostic marks.</param>
    /// <param name="diagnostic">The diagnostic.</param>
    /// <param name="model">The semantic model of the document.</param>
    /// <param name="cancel">Cancels the search.</param>
    /// <returns>The title, the node to replace, and its replacement; null if there is no fix.</returns>
    protected abstract (string Title, SyntaxNode Old, SyntaxNode Replacement)? Fix(
        SyntaxNode node, Diagnostic diagnostic, SemanticModel model, CancellationToken cancel);
}
