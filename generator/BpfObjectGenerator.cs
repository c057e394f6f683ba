using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using BpfGen.Generator.Checks;
using BpfGen.Generator.Collections;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Emission;
using BpfGen.Generator.Input;
using BpfGen.Generator.Linking;
using BpfGen.Generator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace BpfGen.Generator;

/// <summary>
/// Generates a typed class for each eBPF object in a project's AdditionalFiles, and checks each object against the project's requirements.
/// </summary>
/// <remarks>
/// This class only connects the steps of the pipeline. Roslyn compares the values between steps by content, so a step runs again only if
/// its input changed. Source and diagnostics are separate outputs, so a changed diagnostic does not generate source again.
/// </remarks>
[Generator(LanguageNames.CSharp)]
public sealed class BpfObjectGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var settings = context.AnalyzerConfigOptionsProvider.Select((options, _) => ProjectSettings.Read(options));

        var items = context.AdditionalTextsProvider
            .Combine(context.AnalyzerConfigOptionsProvider)
            .Select((pair, _) => ObjectItem.From(pair.Left, pair.Right))
            .Where(item => item is not null)
            .Select((item, _) => item!)
            .WithTrackingName(TrackingNames.Items)
            .Collect()
            .SelectMany((all, _) => DistinctByPath(all));

        var kernelFiles = context.AdditionalTextsProvider
            .Combine(context.AnalyzerConfigOptionsProvider)
            .Select((pair, _) => KernelBtfItem.From(pair.Left, pair.Right))
            .Where(item => item is not null)
            .Select((item, _) => item!);

        var projectFindings = context.AdditionalTextsProvider
            .Combine(context.AnalyzerConfigOptionsProvider)
            .Select((pair, cancel) => ProjectFile.From(pair.Left, pair.Right, cancel))
            .Where(file => file is not null)
            .Combine(items.Select((item, _) => item.Path).Collect().Combine(kernelFiles.Select((item, _) => item.Path).Collect()))
            .Select((pair, _) => pair.Left!.Check(pair.Right.Left, pair.Right.Right))
            .WithTrackingName(TrackingNames.ProjectFiles);

        var metadata = items.Select((item, _) => item.Metadata).WithTrackingName(TrackingNames.Metadata).Collect();

        var declarations = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                HandleDeclaration.AttributeName,
                (node, _) => node is ClassDeclarationSyntax or RecordDeclarationSyntax,
                HandleDeclaration.Read)
            .WithTrackingName(TrackingNames.Declarations);

        var structs = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                StructDeclaration.AttributeName,
                (node, _) => node is StructDeclarationSyntax or RecordDeclarationSyntax,
                StructDeclaration.Read)
            .SelectMany((all, _) => all)
            .WithTrackingName(TrackingNames.Structs);

        var padding = context.SyntaxProvider
            .CreateSyntaxProvider((node, _) => HandleTypeUse.IsCandidate(node), HandleTypeUse.Read)
            .SelectMany((all, _) => all)
            .Collect()
            .Combine(structs.Select((declaration, _) => declaration.Padding)
                .Where(padded => padded is not null)
                .Select((padded, _) => padded!)
                .Collect())
            .Select((pair, _) => PaddingPlan.Of(pair.Right.Concat(pair.Left)))
            .WithTrackingName(TrackingNames.Padding);

        var claims = declarations
            .Where(declaration => declaration.Flaw is null)
            .Select((declaration, _) => declaration.Claim)
            .WithTrackingName(TrackingNames.Claims);

        var handles = metadata.Combine(claims.Collect()).Combine(settings)
            .Select((input, _) => HandlePlanner.Plan(input.Left.Left, input.Left.Right, input.Right))
            .WithTrackingName(TrackingNames.Handles);

        var contracts = metadata.Combine(declarations.Collect().Combine(structs.Collect())).Combine(handles).Combine(settings)
            .Select((input, _) => ContractPlanner.Plan(
                input.Left.Left.Left, input.Left.Left.Right.Left, input.Left.Left.Right.Right, input.Left.Right, input.Right))
            .WithTrackingName(TrackingNames.Contracts);

        // An object is read again in two cases: its file changed, or the project requests other types. So the requests contain no source
        // positions.
        var requests = contracts.Select((plan, _) => TypeRequestPlan.Of(plan)).WithTrackingName(TrackingNames.Requests);
        var objects = items.Combine(requests)
            .Select((pair, _) => (pair.Left.File, Requests: pair.Right.Of(pair.Left.Path)))
            .Select((input, cancel) => ObjectReader.Read(input.File.Path, input.Requests, cancel))
            .WithTrackingName(TrackingNames.Objects);

        var emissions = objects.Combine(handles)
            .SelectMany((pair, _) => Emissions(pair.Left, pair.Right))
            .WithTrackingName(TrackingNames.Emissions);

        var findings = objects.Combine(contracts).Combine(handles).Combine(settings)
            .Select((input, _) => Check(input.Left.Left.Left, input.Left.Left.Right, input.Left.Right, input.Right))
            .WithTrackingName(TrackingNames.Findings);

        var kernels = kernelFiles
            .Select((item, cancel) => KernelBtfReader.Read(item.Path, cancel))
            .WithTrackingName(TrackingNames.Kernels);

        var kernelFindings = objects.Combine(kernels.Collect())
            .Select((pair, cancel) => Check(pair.Left, pair.Right, cancel))
            .WithTrackingName(TrackingNames.KernelFindings);

        context.RegisterSourceOutput(emissions, (output, emission) =>
            output.AddSource(emission.Handle.FileName, HandleEmitter.Emit(emission.Handle, emission.Model)));
        context.RegisterSourceOutput(padding.SelectMany((plan, _) => plan.Files), (output, file) =>
            output.AddSource(PaddingEmitter.FileName, PaddingEmitter.Emit(file.Structs)));
        context.RegisterSourceOutput(findings, Report);
        context.RegisterSourceOutput(padding.Select((plan, _) => plan.Findings), Report);
        context.RegisterSourceOutput(projectFindings, Report);
        context.RegisterSourceOutput(kernels.Select((kernel, _) => kernel.Findings), Report);
        context.RegisterSourceOutput(kernelFindings, Report);
        context.RegisterSourceOutput(contracts.Select((plan, _) => plan.Findings), Report);
    }

    private static IEnumerable<ObjectItem> DistinctByPath(ImmutableArray<ObjectItem> items) =>
        items.GroupBy(item => item.Path).Select(group => group.First());

    private static IEnumerable<Emission> Emissions(ObjectResult result, HandlePlan plan) => result.Model is { } model
        ? plan.Of(result.Path).Select(handle => new Emission(handle, model))
        : [];

    private static EquatableArray<Finding> Check(
        ObjectResult result, ContractPlan contracts, HandlePlan handles, ProjectSettings settings) =>
        ObjectChecks.Run(result, contracts.Of(result.Path), handles.Of(result.Path), settings.Platform);

    private static EquatableArray<Finding> Check(ObjectResult result, ImmutableArray<KernelBtfResult> kernels, CancellationToken cancel)
    {
        var types = kernels.Select(kernel => kernel.Types).OfType<KernelTypes>().ToList();
        return result.Model is { } model && types.Count > 0
            ? KernelTypeChecks.Run(model, types, cancel)
                .Select(problem => new Finding(problem, SourcePlace.OfFile(result.Path)))
                .ToEquatableArray()
            : [];
    }

    private static void Report(SourceProductionContext output, EquatableArray<Finding> findings)
    {
        foreach (var finding in findings)
        {
            output.ReportDiagnostic(DiagnosticFactory.Create(finding));
        }
    }

    /// <summary>The input of one generated file.</summary>
    private sealed record Emission(PlannedHandle Handle, ObjectModel Model);
}
