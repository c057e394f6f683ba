using System;
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
using BpfGen.Generator.Signing;
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
            .Combine(settings)
            .SelectMany((pair, _) => ObjectVariants.Select(DistinctByPath(pair.Left), pair.Right.Platform));

        var kernelFiles = context.AdditionalTextsProvider
            .Combine(context.AnalyzerConfigOptionsProvider)
            .Select((pair, _) => KernelBtfItem.From(pair.Left, pair.Right))
            .Where(item => item is not null)
            .Select((item, _) => item!);

        var projectFindings = context.AdditionalTextsProvider
            .Combine(context.AnalyzerConfigOptionsProvider)
            .Select((pair, cancel) => ProjectFile.From(pair.Left, pair.Right, cancel))
            .Where(file => file is not null)
            .Combine(items.Select((item, _) => item.Metadata).Collect().Combine(kernelFiles.Select((item, _) => item.Path).Collect()))
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

        // The generator reads an object again if its file changes or if the project requests other types. So the requests must not contain
        // source positions: many edits change them, and the generator would read the object again each time.
        var requests = contracts.Select((plan, _) => TypeRequestPlan.Of(plan)).WithTrackingName(TrackingNames.Requests);
        var objects = items.Combine(requests)
            .Select((pair, _) => (pair.Left.File, Requests: pair.Right.Of(pair.Left.Path)))
            .Select((input, cancel) => ObjectReader.Read(input.File.Path, input.Requests, cancel))
            .WithTrackingName(TrackingNames.Objects);

        var kernels = kernelFiles
            .Select((item, cancel) => KernelBtfReader.Read(item, cancel))
            .WithTrackingName(TrackingNames.Kernels);

        var embedded = kernels.Collect()
            .Select((all, _) => KernelSet.Of(all.Select(kernel => kernel.Types).OfType<KernelTypes>()))
            .WithTrackingName(TrackingNames.EmbeddedKernels);

        var values = objects.Combine(embedded)
            .Select((pair, cancel) => new ObjectValues(
                pair.Left, pair.Left.Model is { } model ? KernelValues.Of(model, pair.Right.Kernels, cancel) : null))
            .WithTrackingName(TrackingNames.EmbeddedValues);

        var keys = handles
            .SelectMany((plan, _) => plan.Handles.Select(handle => handle.Key).OfType<KeyFiles>().Distinct())
            .Select((files, cancel) => SigningKeyReader.Read(files, cancel))
            .WithTrackingName(TrackingNames.Keys)
            .Collect();

        var emissions = values.Combine(handles).Combine(keys)
            .SelectMany((input, _) => Emissions(input.Left.Left, input.Left.Right, input.Right))
            .WithTrackingName(TrackingNames.Emissions);

        // A class can have an object for each of several architectures. Such classes have a step of their own, which needs all objects.
        var variantEmissions = values.Collect().Combine(handles).Combine(keys)
            .SelectMany((input, _) => VariantEmissions(input.Left.Left, input.Left.Right, input.Right))
            .WithTrackingName(TrackingNames.VariantEmissions);

        var variantFindings = objects.Collect().Combine(handles)
            .SelectMany((pair, _) => Compare(pair.Left, pair.Right))
            .WithTrackingName(TrackingNames.VariantFindings);

        var findings = objects.Combine(contracts).Combine(handles).Combine(settings)
            .Select((input, cancel) => Check(input.Left.Left.Left, input.Left.Left.Right, input.Left.Right, input.Right, cancel))
            .WithTrackingName(TrackingNames.Findings);

        var kernelFindings = objects.Combine(kernels.Collect())
            .Select((pair, cancel) => Check(pair.Left, pair.Right, cancel))
            .WithTrackingName(TrackingNames.KernelFindings);

        var signingFindings = objects.Collect().Combine(handles).Combine(keys)
            .Select((input, _) => CheckSigning(input.Left.Left, input.Left.Right, input.Right))
            .WithTrackingName(TrackingNames.SigningFindings);

        var expectedStructs = objects
            .SelectMany((result, _) => result.Model?.ExpectedStructs ?? [])
            .Collect()
            .Select((all, _) => all.GroupBy(expected => expected.Name).Select(group => group.First()).ToEquatableArray())
            .WithTrackingName(TrackingNames.ExpectedStructs);

        context.RegisterSourceOutput(emissions, Emit);
        context.RegisterSourceOutput(variantEmissions, Emit);
        context.RegisterSourceOutput(padding.SelectMany((plan, _) => plan.Files), (output, file) =>
            output.AddSource(PaddingEmitter.FileName, PaddingEmitter.Emit(file.Structs)));
        context.RegisterSourceOutput(expectedStructs, (output, structs) =>
        {
            if (structs.Count > 0)
            {
                output.AddSource(ExpectedStructEmitter.FileName, ExpectedStructEmitter.Emit(structs));
            }
        });
        // If the build has compiled an object from a source, report the object's problems at the source.
        var sources = metadata.Select((all, _) => SourceMap.Of(all));
        context.RegisterSourceOutput(findings.Combine(sources).Select((pair, _) => pair.Right.Place(pair.Left)).Collect(), ReportOnce);
        context.RegisterSourceOutput(variantFindings.Combine(sources).Select((pair, _) => pair.Right.Place(pair.Left)), Report);
        context.RegisterSourceOutput(signingFindings.Combine(sources).Select((pair, _) => pair.Right.Place(pair.Left)), Report);
        context.RegisterSourceOutput(padding.Select((plan, _) => plan.Findings), Report);
        context.RegisterSourceOutput(projectFindings, Report);
        context.RegisterSourceOutput(kernels.Select((kernel, _) => kernel.Findings), Report);
        context.RegisterSourceOutput(
            kernelFindings.Combine(sources).Select((pair, _) => pair.Right.Place(pair.Left)).Collect(), ReportOnce);
        context.RegisterSourceOutput(embedded.Select((set, _) => FindingsOf(set)), Report);
        context.RegisterSourceOutput(
            values.Select((value, _) => SizeOf(value)).Combine(sources).Select((pair, _) => pair.Right.Place(pair.Left)), Report);
        context.RegisterSourceOutput(contracts.Combine(sources).Select((pair, _) => pair.Right.Place(pair.Left.Findings)), Report);
    }

    private static IEnumerable<ObjectItem> DistinctByPath(ImmutableArray<ObjectItem> items) =>
        items.GroupBy(item => item.Path).Select(group => group.First());

    private static IEnumerable<Emission> Emissions(ObjectValues value, HandlePlan plan, ImmutableArray<KeyResult> keys) =>
        value.Object.Model is { } model
            ? plan.Of(value.Object.Path)
                .Where(handle => handle.Variants.Count == 0)
                .Select(handle => new Emission(
                    handle, [new VariantModel(null, value.Object.Path, model, value.Values)], KeyOf(handle, keys, [model])))
            : [];

    /// <summary>
    /// Returns the key that signs the objects of a class. If one of them cannot be signed, that is an error, and the class is written as
    /// if it had no key, which prevents compiler errors about the class.
    /// </summary>
    private static SigningKey? KeyOf(PlannedHandle handle, ImmutableArray<KeyResult> keys, IEnumerable<ObjectModel> models) =>
        handle.Key is { } files && models.All(SigningChecks.Allow) ? keys.FirstOrDefault(key => key.Files == files)?.Key : null;

    private static IEnumerable<Emission> VariantEmissions(
        ImmutableArray<ObjectValues> values, HandlePlan plan, ImmutableArray<KeyResult> keys)
    {
        foreach (var handle in plan.Handles.Where(handle => handle.Variants.Count > 0))
        {
            var variants = handle.Variants
                .Select(variant => (variant.Variant, Values: values.FirstOrDefault(value => value.Object.Path == variant.Path)))
                .Where(found => found.Values?.Object.Model is not null)
                .Select(found => new VariantModel(
                    found.Variant, found.Values!.Object.Path, found.Values.Object.Model!, found.Values.Values))
                .ToList();
            if (variants.Count > 0)
            {
                // Objects that cannot be one class are an error. The class of the first of them prevents compiler errors about the class.
                var isOneClass = variants.Count == handle.Variants.Count && variants.TrueForAll(variant =>
                    !VariantChecks.Run(variants[0].Path, variants[0].Model, variant.Path, variant.Model).Any());
                yield return new Emission(
                    handle,
                    isOneClass ? variants.ToEquatableArray() : [variants[0]],
                    KeyOf(handle, keys, variants.Select(variant => variant.Model)));
            }
        }
    }

    /// <summary>Compares the objects of each class that has several.</summary>
    private static IEnumerable<EquatableArray<Finding>> Compare(ImmutableArray<ObjectResult> objects, HandlePlan plan)
    {
        foreach (var handle in plan.Handles.Where(handle => handle.Variants.Count > 0))
        {
            var found = handle.Variants
                .Select(variant => objects.FirstOrDefault(item => item.Path == variant.Path))
                .Where(item => item?.Model is not null)
                .ToList();
            foreach (var other in found.Skip(1))
            {
                yield return Guarded(other!.Path, () =>
                    VariantChecks.Run(found[0]!.Path, found[0]!.Model!, other.Path, other.Model!)
                        .Select(problem => new Finding(problem, SourcePlace.OfFile(other.Path)))
                        .ToEquatableArray());
            }
        }
    }

    private static EquatableArray<Finding> FindingsOf(KernelSet set) =>
        set.Problems.Select(problem => new Finding(problem.Problem, SourcePlace.OfFile(problem.Path))).ToEquatableArray();

    /// <summary>Reports the size of the CO-RE values that the assembly embeds for an object.</summary>
    private static EquatableArray<Finding> SizeOf(ObjectValues value) => value.Values is { } values
        ? new EquatableArray<Finding>(
            [new Finding(
                Problem.Of(Rules.EmbeddedSize, values.Count, values.Kernels.Count, values.Packed.Count, values.Tables,
                    values.Kernels.Count * sizeof(ulong)),
                SourcePlace.OfFile(value.Object.Path))])
        : [];

    private static EquatableArray<Finding> Check(
        ObjectResult result, ContractPlan contracts, HandlePlan handles, ProjectSettings settings, CancellationToken cancel) =>
        Guarded(result.Path, () =>
        {
            var contract = contracts.Of(result.Path);
            var platform = contract.Variant is { } variant ? TargetPlatform.Of(variant) : settings.Platform;
            return ObjectChecks.Run(result, contract, handles.Of(result.Path), platform, cancel);
        });

    private static EquatableArray<Finding> Check(ObjectResult result, ImmutableArray<KernelBtfResult> kernels, CancellationToken cancel)
    {
        var types = kernels.Select(kernel => kernel.Types).OfType<KernelTypes>().ToList();
        return result.Model is { } model && types.Count > 0
            ? Guarded(result.Path, () => KernelTypeChecks.Run(model, types, cancel)
                .Select(problem => new Finding(problem, SourcePlace.OfFile(result.Path)))
                .ToEquatableArray())
            : [];
    }

    /// <summary>Runs a check. A failure becomes an error, because Roslyn reports an exception in a generator only as a warning.</summary>
    private static EquatableArray<Finding> Guarded(string path, Func<EquatableArray<Finding>> check)
    {
        try
        {
            return check();
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return [new Finding(Failure.ProblemOf(exception), SourcePlace.OfFile(path))];
        }
    }

    /// <summary>Writes a file. A failure becomes an error, because Roslyn reports an exception in a generator only as a warning.</summary>
    private static void Emit(SourceProductionContext output, Emission emission)
    {
        try
        {
            var variants = emission.Key is { } key
                ? emission.Variants.Select(variant => Signed(emission.Handle, variant, key, output.CancellationToken)).ToEquatableArray()
                : emission.Variants;
            var source = HandleEmitter.Emit(emission.Handle, variants, output.CancellationToken);
            output.AddSource(emission.Handle.FileName, source);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            output.ReportDiagnostic(DiagnosticFactory.Create(
                new Finding(Failure.ProblemOf(exception), SourcePlace.OfFile(emission.Handle.ObjectPath))));
        }
    }

    private static VariantModel Signed(PlannedHandle handle, VariantModel variant, SigningKey key, CancellationToken cancel) =>
        variant with
        {
            Signed = ObjectSigner.Sign(
                variant.Model, handle.ObjectName, handle.License ?? variant.Model.License, key, new Effort(variant.Model.Size, cancel)),
        };

    /// <summary>Reports why the objects of a class cannot be signed.</summary>
    private static EquatableArray<Finding> CheckSigning(
        ImmutableArray<ObjectResult> objects, HandlePlan plan, ImmutableArray<KeyResult> keys) =>
        plan.Handles.Where(handle => handle.Key is not null).SelectMany(handle =>
            (keys.FirstOrDefault(key => key.Files == handle.Key)?.Problems ?? [])
                .Concat(KernelChecks.RunSigned(handle.MinKernel))
                .Select(problem => new Finding(problem, SourcePlace.OfFile(handle.ObjectPath)))
                .Concat(objects
                    .Where(item => item.Model is not null
                        && (item.Path == handle.ObjectPath || handle.Variants.Any(variant => variant.Path == item.Path)))
                    .SelectMany(item => SigningChecks.Run(item.Model!)
                        .Select(problem => new Finding(problem, SourcePlace.OfFile(item.Path))))))
            .ToEquatableArray();

    private static void Report(SourceProductionContext output, EquatableArray<Finding> findings)
    {
        foreach (var finding in findings)
        {
            output.ReportDiagnostic(DiagnosticFactory.Create(finding));
        }
    }

    /// <summary>
    /// Reports findings of all objects. The objects that the build compiles from one source for several architectures have the same
    /// findings at the same place, which are reported once.
    /// </summary>
    private static void ReportOnce(SourceProductionContext output, ImmutableArray<EquatableArray<Finding>> findings) =>
        Report(output, findings.SelectMany(all => all).Distinct().ToEquatableArray());

    /// <summary>The input for the generation of one file.</summary>
    /// <param name="Handle">The class.</param>
    /// <param name="Variants">Its objects.</param>
    /// <param name="Key">The key that signs the objects; null for none.</param>
    private sealed record Emission(PlannedHandle Handle, EquatableArray<VariantModel> Variants, SigningKey? Key);

    /// <summary>An object, and the values of its CO-RE relocations on each kernel whose values the project embeds.</summary>
    private sealed record ObjectValues(ObjectResult Object, EmbeddedValues? Values);
}
