using System.Collections.Immutable;
using System.Linq;
using BpfGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace BpfGen.Generator.Analyzers;

/// <summary>
/// Reports references to a record that outlive the iteration in which the record is valid. The compiler allows them, because it does
/// not know that the kernel overwrites the memory.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class KeptRecordAnalyzer : DiagnosticAnalyzer
{
    /// <summary>The names of the sequences whose elements are in the memory of a buffer.</summary>
    private static readonly ImmutableHashSet<string> Sequences = ["RingBufferRecords", "PerfEvents"];

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [DiagnosticFactory.DescriptorOf(Rules.KeptRecord)];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterOperationAction(Check, OperationKind.Loop);
    }

    private static void Check(OperationAnalysisContext context)
    {
        if (context.Operation is not IForEachLoopOperation loop || !IsOfRecords(Unwrap(loop.Collection).Type))
        {
            return;
        }

        foreach (var operation in loop.Body.DescendantsAndSelf())
        {
            var kept = operation switch
            {
                ISimpleAssignmentOperation assignment when Outlives(assignment.Target, loop) =>
                    assignment.IsRef || IsRefLike(assignment.Value.Type) ? assignment.Value : null,
                IReturnOperation { ReturnedValue: { } value } when IsRefLike(value.Type) => value,
                _ => null,
            };
            if (kept is not null && Refers(kept, loop))
            {
                var isSpan = Unwrap(kept).Type is { Name: "ReadOnlySpan" };
                context.ReportDiagnostic(Diagnostic.Create(
                    DiagnosticFactory.DescriptorOf(Rules.KeptRecord),
                    kept.Syntax.GetLocation(),
                    ImmutableDictionary<string, string?>.Empty.Add(FixProperties.IsSpan, isSpan ? "true" : null),
                    kept.Syntax.ToString(),
                    isSpan ? ", with ToArray()" : ""));
            }
        }
    }

    private static bool IsOfRecords(ITypeSymbol? type) => type is not null && Sequences.Contains(type.Name)
        && type.ContainingNamespace is { Name: "BpfGen", ContainingNamespace.IsGlobalNamespace: true };

    /// <summary>Whether the target of an assignment exists after the loop.</summary>
    private static bool Outlives(IOperation target, IForEachLoopOperation loop) => target switch
    {
        ILocalReferenceOperation { Local: var local } =>
            !local.DeclaringSyntaxReferences.Any(declared => loop.Syntax.Span.Contains(declared.Span)),
        IParameterReferenceOperation or IFieldReferenceOperation or IPropertyReferenceOperation => true,
        _ => false,
    };

    /// <summary>Whether a value is a reference to the record of the loop, or to a part of it.</summary>
    private static bool Refers(IOperation operation, IForEachLoopOperation loop) => operation switch
    {
        ILocalReferenceOperation { Local: var local } =>
            loop.Locals.Any(variable => SymbolEqualityComparer.Default.Equals(variable, local)),
        IConversionOperation { Operand: var operand } => IsRefLike(operand.Type) && Refers(operand, loop),
        IInvocationOperation call => IsRefLike(call.Type)
            && ((call.Instance is { } instance && IsRefLike(instance.Type) && Refers(instance, loop))
                || call.Arguments.Any(argument => IsRefLike(argument.Value.Type) && Refers(argument.Value, loop))),
        IMemberReferenceOperation { Instance: { } instance } => Refers(instance, loop),
        IConditionalOperation { WhenTrue: var one, WhenFalse: { } two } => Refers(one, loop) || Refers(two, loop),
        IImplicitIndexerReferenceOperation { Instance: var instance } => Refers(instance, loop),
        _ => false,
    };

    private static IOperation Unwrap(IOperation operation)
    {
        while (operation is IConversionOperation { Operand: var operand })
        {
            operation = operand;
        }

        return operation;
    }

    private static bool IsRefLike(ITypeSymbol? type) => type is { IsRefLikeType: true };
}
