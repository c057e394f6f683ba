using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using BpfGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace BpfGen.Generator.Analyzers;

/// <summary>
/// Finds classes with <c>[BpfObject]</c> that are not partial, and names in their attributes that the object does not have. The generator
/// reports the same mistakes as errors. But editors offer code fixes only for the diagnostics of analyzers.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DeclarationAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        [DiagnosticFactory.DescriptorOf(Rules.NotPartial), DiagnosticFactory.DescriptorOf(Rules.MisspeltName)];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterSymbolAction(Check, SymbolKind.NamedType);
    }

    private static void Check(SymbolAnalysisContext context)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        var attributes = type.GetAttributes().Where(attribute => IsOurs(attribute.AttributeClass)).ToList();
        if (attributes.Find(attribute => attribute.AttributeClass!.Name == "BpfObjectAttribute") is not { } owner
            || owner.ApplicationSyntaxReference?.GetSyntax(context.CancellationToken) is not { } syntax)
        {
            return;
        }

        foreach (var declaration in syntax.Ancestors().OfType<TypeDeclarationSyntax>())
        {
            if (!declaration.Modifiers.Any(SyntaxKind.PartialKeyword))
            {
                context.ReportDiagnostic(Diagnostic.Create(
                    DiagnosticFactory.DescriptorOf(Rules.NotPartial), declaration.Identifier.GetLocation(), declaration.Identifier.Text));
            }
        }

        ObjectNames? names = null;
        foreach (var attribute in attributes)
        {
            for (var i = 0; i < attribute.ConstructorArguments.Length; i++)
            {
                var kind = attribute.AttributeConstructor!.Parameters[i].Name;
                if (kind is not ("map" or "program" or "section")
                    || attribute.ConstructorArguments[i] is not { Kind: TypedConstantKind.Primitive, Value: string name })
                {
                    continue;
                }

                names ??= ObjectNames.Of(type, context.CancellationToken);
                var known = names.OfKind(kind);
                if (!known.Contains(name) && Nearest.Find(name, known) is { } nearest
                    && ArgumentOf(attribute, kind, i, context.CancellationToken) is { } argument)
                {
                    context.ReportDiagnostic(Diagnostic.Create(
                        DiagnosticFactory.DescriptorOf(Rules.MisspeltName),
                        argument.GetLocation(),
                        ImmutableDictionary<string, string?>.Empty.Add(FixProperties.Nearest, nearest),
                        kind,
                        name,
                        nearest));
                }
            }
        }
    }

    /// <returns>The expression of a constructor's argument, which can be named; null if the attribute is not in source code.</returns>
    private static ExpressionSyntax? ArgumentOf(AttributeData attribute, string name, int place, CancellationToken cancel)
    {
        if (attribute.ApplicationSyntaxReference?.GetSyntax(cancel) is not AttributeSyntax { ArgumentList.Arguments: var arguments })
        {
            return null;
        }

        var found = arguments.FirstOrDefault(argument => argument.NameColon?.Name.Identifier.Text == name)
            ?? arguments.Where(argument => argument.NameEquals is null && argument.NameColon is null).ElementAtOrDefault(place);
        return found?.Expression;
    }

    private static bool IsOurs(INamedTypeSymbol? type) =>
        type?.ContainingNamespace is { Name: "BpfGen", ContainingNamespace.IsGlobalNamespace: true };
}
