using System;
using System.Collections.Immutable;
using System.Linq;
using BpfGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace BpfGen.Generator.Analyzers;

/// <summary>
/// Finds structs with <c>[BpfStruct]</c> that do not match the object. The generator reports the differences as errors, and passes the
/// correct declaration to this analyzer. The diagnostic covers the whole struct, so that editors offer the code fix at each wrong field.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class StructAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        [DiagnosticFactory.DescriptorOf(Rules.StructToMatch)];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(start =>
        {
            // A project can contain an attribute twice, for example if it compiles generated files that it has saved before.
            var expected = start.Compilation.Assembly.GetAttributes()
                .Where(attribute => attribute.AttributeClass?.ToDisplayString() == "System.Reflection.AssemblyMetadataAttribute")
                .Select(attribute => attribute.ConstructorArguments is [{ Value: string key }, { Value: string value }]
                    && key.StartsWith(ExpectedStructs.Key, StringComparison.Ordinal)
                    ? (Name: key.Substring(ExpectedStructs.Key.Length), Declaration: value)
                    : default)
                .Where(pair => pair.Name is not null)
                .GroupBy(pair => pair.Name)
                .ToImmutableDictionary(group => group.Key, group => group.First().Declaration);
            if (expected.Count > 0)
            {
                start.RegisterSymbolAction(symbol => Check(symbol, expected), SymbolKind.NamedType);
            }
        });
    }

    private static void Check(SymbolAnalysisContext context, ImmutableDictionary<string, string> expected)
    {
        if (expected.TryGetValue(context.Symbol.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat), out var declaration)
            && context.Symbol.GetAttributes()
                .FirstOrDefault(attribute => attribute.AttributeClass?.Name == "BpfStructAttribute")?.ApplicationSyntaxReference
                is { } attribute
            && attribute.GetSyntax(context.CancellationToken).FirstAncestorOrSelf<TypeDeclarationSyntax>() is { } type)
        {
            context.ReportDiagnostic(Diagnostic.Create(
                DiagnosticFactory.DescriptorOf(Rules.StructToMatch),
                type.GetLocation(),
                ImmutableDictionary<string, string?>.Empty.Add(FixProperties.Declaration, declaration),
                type.Identifier.Text));
        }
    }
}
