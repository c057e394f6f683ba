using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace BpfGen.Generator.Analyzers;

/// <summary>
/// Suppresses the compiler's warnings about fields of a struct with <c>[BpfStruct]</c> that no code of the project assigns or uses. The
/// eBPF program assigns them, and some are only there for the layout.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class KernelFieldSuppressor : DiagnosticSuppressor
{
    // These ids are not rules of the generator, which reports nothing here. They have pages like the rules.
    private static readonly SuppressionDescriptor NeverAssigned = new(
        "BPFGEN095", "CS0649", "The eBPF program assigns the fields of a struct with [BpfStruct].");

    private static readonly SuppressionDescriptor NeverUsed = new(
        "BPFGEN096", "CS0169", "A field of a struct with [BpfStruct] has its place in the layout, even if no code uses it.");

    /// <inheritdoc/>
    public override ImmutableArray<SuppressionDescriptor> SupportedSuppressions { get; } = [NeverAssigned, NeverUsed];

    /// <inheritdoc/>
    public override void ReportSuppressions(SuppressionAnalysisContext context)
    {
        HashSet<ITypeSymbol>? structs = null;
        foreach (var diagnostic in context.ReportedDiagnostics)
        {
            if (diagnostic.Location.SourceTree is { } tree
                && tree.GetRoot(context.CancellationToken).FindNode(diagnostic.Location.SourceSpan)
                    .FirstAncestorOrSelf<VariableDeclaratorSyntax>() is { } node
                && context.GetSemanticModel(tree).GetDeclaredSymbol(node, context.CancellationToken) is IFieldSymbol field
                && (structs ??= StructsOf(context.Compilation.Assembly)).Contains(field.ContainingType.OriginalDefinition))
            {
                context.ReportSuppression(Suppression.Create(
                    diagnostic.Id == NeverAssigned.SuppressedDiagnosticId ? NeverAssigned : NeverUsed, diagnostic));
            }
        }
    }

    /// <summary>The structs of the project with the attribute, and the structs in their fields.</summary>
    private static HashSet<ITypeSymbol> StructsOf(IAssemblySymbol assembly)
    {
        var found = new HashSet<ITypeSymbol>(SymbolEqualityComparer.Default);
        var rest = new Stack<INamespaceOrTypeSymbol>([assembly.GlobalNamespace]);
        while (rest.Count > 0)
        {
            var next = rest.Pop();
            if (next is ITypeSymbol type
                && type.GetAttributes().Any(attribute => attribute.AttributeClass is
                {
                    Name: "BpfStructAttribute", ContainingNamespace: { Name: "BpfGen", ContainingNamespace.IsGlobalNamespace: true },
                }))
            {
                Add(type, found);
            }

            foreach (var member in next.GetMembers().OfType<INamespaceOrTypeSymbol>())
            {
                rest.Push(member);
            }
        }

        return found;
    }

    private static void Add(ITypeSymbol type, HashSet<ITypeSymbol> found)
    {
        if (type.TypeKind == TypeKind.Struct && found.Add(type.OriginalDefinition))
        {
            foreach (var field in type.GetMembers().OfType<IFieldSymbol>().Where(field => !field.IsStatic))
            {
                Add(field.Type, found);
            }
        }
    }
}
