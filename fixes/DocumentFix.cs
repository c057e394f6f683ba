using System;
using System.Collections.Immutable;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace BpfGen.CodeFixes;

/// <summary>A code fix for one rule, which changes the code around the place of the diagnostic.</summary>
/// <typeparam name="TNode">The syntax to change: the node that the diagnostic marks, or the innermost one around it.</typeparam>
/// <param name="id">The id of the rule.</param>
public abstract class DocumentFix<TNode>(string id) : CodeFixProvider
    where TNode : SyntaxNode
{
    /// <inheritdoc/>
    public sealed override ImmutableArray<string> FixableDiagnosticIds { get; } = [id];

    /// <inheritdoc/>
    public sealed override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var cancel = context.CancellationToken;
        if (await context.Document.GetSyntaxRootAsync(cancel).ConfigureAwait(false) is not { } root
            || await context.Document.GetSemanticModelAsync(cancel).ConfigureAwait(false) is not { } model)
        {
            return;
        }

        foreach (var diagnostic in context.Diagnostics)
        {
            var node = root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<TNode>();
            if (node is not null && Find(context.Document, node, diagnostic, model, cancel) is var (title, change))
            {
                context.RegisterCodeFix(CodeAction.Create(title, change, equivalenceKey: id), diagnostic);
            }
        }
    }

    /// <summary>Finds the change for a diagnostic.</summary>
    /// <param name="document">The document of the diagnostic.</param>
    /// <param name="node">The syntax to change.</param>
    /// <param name="diagnostic">The diagnostic.</param>
    /// <param name="model">The semantic model of the document.</param>
    /// <param name="cancel">Cancels the search.</param>
    /// <returns>The title, and the change; null if there is no fix.</returns>
    protected abstract (string Title, Func<CancellationToken, Task<Solution>> Change)? Find(
        Document document, TNode node, Diagnostic diagnostic, SemanticModel model, CancellationToken cancel);

    /// <summary>A property of a diagnostic; null if the diagnostic does not have it.</summary>
    /// <param name="diagnostic">The diagnostic.</param>
    /// <param name="name">The name of the property.</param>
    /// <returns>The value of the property.</returns>
    protected static string? PropertyOf(Diagnostic diagnostic, string name) =>
        diagnostic.Properties.TryGetValue(name, out var value) ? value : null;
}
