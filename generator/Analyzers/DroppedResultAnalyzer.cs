using System.Collections.Immutable;
using System.Linq;
using BpfGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace BpfGen.Generator.Analyzers;

/// <summary>
/// Reports loaded objects and readers that a statement drops. A dropped link is not a mistake: the program stays attached until its object
/// is disposed.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DroppedResultAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        [DiagnosticFactory.DescriptorOf(Rules.DroppedResult)];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterOperationAction(Check, OperationKind.ExpressionStatement);
    }

    private static void Check(OperationAnalysisContext context)
    {
        // The body of a lambda, such as in Assert.Throws(() => Probe.Load()), is not a separate statement. Its caller may expect it to
        // throw.
        if (context.Operation.Syntax.Parent is LambdaExpressionSyntax)
        {
            return;
        }

        var operation = ((IExpressionStatementOperation)context.Operation).Operation;
        if (operation is ISimpleAssignmentOperation { Target: IDiscardOperation, Value: var value })
        {
            operation = value;
        }

        while (operation is IConversionOperation { Operand: var operand })
        {
            operation = operand;
        }

        if (operation is not IInvocationOperation { TargetMethod: var method })
        {
            return;
        }

        if (IsLoad(method))
        {
            Report(
                "a loaded object",
                "nothing can attach its programs, and its maps and programs stay in the kernel until the garbage collector runs");
        }
        else if (method.Name == "OpenReader" && IsOurs(method.ContainingType))
        {
            Report("a reader", "nothing reads the records, and the reader's memory stays mapped until the garbage collector runs");
        }

        void Report(string what, string consequence) => context.ReportDiagnostic(Diagnostic.Create(
            DiagnosticFactory.DescriptorOf(Rules.DroppedResult),
            context.Operation.Syntax.GetLocation(),
            $"{method.ContainingType.Name}.{method.Name}",
            what,
            consequence));
    }

    private static bool IsLoad(IMethodSymbol method) => method is { Name: "Load", IsStatic: true }
        && SymbolEqualityComparer.Default.Equals(method.ReturnType, method.ContainingType)
        && method.ContainingType.AllInterfaces.Any(type => type.Name == "IBpfObject" && IsOurs(type));

    private static bool IsOurs(INamedTypeSymbol type) =>
        type.ContainingNamespace is { Name: "BpfGen", ContainingNamespace.IsGlobalNamespace: true };
}
