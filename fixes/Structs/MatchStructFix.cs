using System;
using System.Collections.Generic;
using System.Composition;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using BpfGen.Generator.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Rename;

namespace BpfGen.CodeFixes;

/// <summary>Adds, moves, renames and retypes the fields of a struct, so that they are those of the object's struct (BPFGEN094).</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class MatchStructFix() : DocumentFix<TypeDeclarationSyntax>("BPFGEN094")
{
    /// <inheritdoc/>
    protected override (string Title, Func<CancellationToken, Task<Solution>> Change)? Find(
        Document document, TypeDeclarationSyntax node, Diagnostic diagnostic, SemanticModel model, CancellationToken cancel)
    {
        if (PropertyOf(diagnostic, FixProperties.Declaration) is not { } text
            || StructFields.Of(node, model, cancel) is not { } fields)
        {
            return null;
        }

        var expected = ExpectedDeclaration.Parse(text);
        var renames = fields.Renames(expected);
        var place = TypesIn(node.SyntaxTree.GetRoot(cancel)).ToList().IndexOf(node);
        return (
            $"Match the fields of '{node.Identifier.Text}' to the object",
            token => Change(document.Project.Solution, document.Id, place, expected, renames, token));
    }

    private static async Task<Solution> Change(
        Solution solution,
        DocumentId id,
        int place,
        ExpectedDeclaration expected,
        IReadOnlyList<FieldRename> renames,
        CancellationToken cancel)
    {
        // A new name also replaces the old one where other code uses the field.
        foreach (var rename in renames)
        {
            var (type, model) = await At(solution, id, place, cancel).ConfigureAwait(false);
            var field = ((ITypeSymbol)model.GetDeclaredSymbol(type, cancel)!).GetMembers(rename.Old).OfType<IFieldSymbol>().First();
            solution = await Renamer.RenameSymbolAsync(solution, field, default(SymbolRenameOptions), rename.New, cancel)
                .ConfigureAwait(false);
            if (rename.IsRetyped)
            {
                expected.Retyped.Add(rename.New);
            }
        }

        var (node, changed) = await At(solution, id, place, cancel).ConfigureAwait(false);
        return StructFields.Of(node, changed, cancel) is not { } fields ? solution
            : solution.WithDocumentSyntaxRoot(
                id, node.SyntaxTree.GetRoot(cancel).ReplaceNode(node, new StructRewrite(fields, expected).Apply()));
    }

    /// <summary>Finds the struct by its place among the types of the document, which the change of a name does not affect.</summary>
    private static async Task<(TypeDeclarationSyntax Type, SemanticModel Model)> At(
        Solution solution, DocumentId id, int place, CancellationToken cancel)
    {
        var document = solution.GetDocument(id)!;
        var root = await document.GetSyntaxRootAsync(cancel).ConfigureAwait(false);
        var model = await document.GetSemanticModelAsync(cancel).ConfigureAwait(false);
        return (TypesIn(root!).ElementAt(place), model!);
    }

    private static IEnumerable<TypeDeclarationSyntax> TypesIn(SyntaxNode root) =>
        root.DescendantNodes().OfType<TypeDeclarationSyntax>();
}
