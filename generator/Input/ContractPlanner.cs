using System.Collections.Generic;
using System.Linq;
using BpfGen.Generator.Collections;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Input;

/// <summary>Collects the requirements for each object from metadata and attributes, and reports invalid metadata and attributes.</summary>
internal static class ContractPlanner
{
    public static ContractPlan Plan(
        IReadOnlyList<ObjectMetadata> objects,
        IReadOnlyList<HandleDeclaration> declarations,
        IReadOnlyList<StructDeclaration> structs,
        HandlePlan handles,
        ProjectSettings settings)
    {
        var contracts = new List<Contract>();
        var findings = new List<Finding>();
        foreach (var item in objects)
        {
            var flaws = new List<(string Name, string Value, string Reason)>();
            if (item.WrongIsObject is { } wrong)
            {
                flaws.Add(("BpfObject", wrong, "use 'true' or 'false'"));
            }

            var requirements = RequirementReader.Read(item, flaws)
                .Concat(declarations.Where(declaration => Claims(declaration, item)).SelectMany(declaration => declaration.Requirements))
                .Concat(structs.Where(declaration =>
                    declaration is { Flaw: null, HasName: true }
                        && declaration.Match(settings.Directory, objects) is [var path] && path == item.Primary)
                    .Select(declaration => new RequestedStruct(declaration.Place, declaration.Struct, declaration.Fields)));
            contracts.Add(new Contract(item.Path, item.License, requirements.ToEquatableArray())
            {
                MinKernel = handles.Of(item.Path) is [var handle, ..] ? handle.MinKernel : null,
                Architecture = item.Variant?.Architecture,
                Variant = item.Variants.Count > 0 ? item.Variant : null,
            });
            findings.AddRange(flaws.Select(flaw =>
                new Finding(Problem.Of(Rules.BadMetadata, flaw.Name, flaw.Value, flaw.Reason), SourcePlace.OfFile(item.Path))));
        }

        findings.AddRange(handles.Problems.Select(problem => new Finding(problem.Problem, PlaceOf(problem, declarations))));
        findings.AddRange(declarations.Where(declaration => declaration.Flaw is not null).Select(declaration =>
            new Finding(Problem.Of(Rules.BadClass, declaration.Claim.Class.FullName, declaration.Flaw!), declaration.Place)));
        findings.AddRange(structs.Where(declaration => FlawOf(declaration) is not null).Select(declaration =>
            new Finding(
                Problem.Of(
                    Rules.StructDiffers,
                    declaration.Struct.DisplayName,
                    declaration.Object ?? "an object",
                    FlawOf(declaration)!),
                declaration.Place)));
        return new ContractPlan(contracts.ToEquatableArray(), findings.ToEquatableArray());

        string? FlawOf(StructDeclaration declaration) => declaration.Flaw is { } flaw ? flaw
            : !declaration.HasName ? null
            : declaration.Match(settings.Directory, objects).Count switch
            {
                0 => "the project has no such object. Add it to AdditionalFiles, or correct the path",
                1 => null,
                _ when declaration.Object is null =>
                    "the project has several objects. Name the object that has the struct: ObjectFile = \"…\"",
                _ => "several objects of the project match this path. Name one of them: ObjectFile = \"…\"",
            };

        bool Claims(HandleDeclaration declaration, ObjectMetadata item) =>
            ClaimMatcher.Match(declaration.Claim, settings.Directory, objects) is [var path] && path == item.Primary;
    }

    private static SourcePlace PlaceOf(PlanProblem problem, IReadOnlyList<HandleDeclaration> declarations) =>
        declarations.FirstOrDefault(declaration => declaration.Claim == problem.Claim)?.Place
            ?? SourcePlace.OfFile(problem.ObjectPath ?? "");
}
