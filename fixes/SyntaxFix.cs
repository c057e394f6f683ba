using System;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;

namespace BpfGen.CodeFixes;

/// <summary>A code fix that replaces one node of the syntax tree.</summary>
/// <typeparam name="TNode">The syntax to change.</typeparam>
/// <param name="id">The id of the rule.</param>
public abstract class SyntaxFix<TNode>(string id) : DocumentFix<TNode>(id)
    where TNode : SyntaxNode
{
    /// <inheritdoc/>
    protected sealed override (string Title, Func<CancellationToken, Task<Solution>> Change)? Find(
        Document document, TNode node, Diagnostic diagnostic, SemanticModel model, CancellationToken cancel) =>
        Replace(node, diagnostic, model, cancel) is var (title, replacement)
            ? (title, _ => Task.FromResult(document.Project.Solution.WithDocumentSyntaxRoot(
                document.Id, node.SyntaxTree.GetRoot(cancel).ReplaceNode(node, replacement))))
            : null;

    /// <summary>Finds the replacement of a node.</summary>
    /// <param name="node">The node.</param>
    /// <param name="diagnostic">The diagnostic.</param>
    /// <param name="model">The semantic model of the document.</param>
    /// <param name="cancel">Cancels the search.</param>
    /// <returns>The title, and the replacement; null if there is no fix.</returns>
    protected abstract (string Title, SyntaxNode Replacement)? Replace(
        TNode node, Diagnostic diagnostic, SemanticModel model, CancellationToken cancel);
}
