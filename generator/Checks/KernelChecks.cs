using System;
using System.Collections.Generic;
using System.Linq;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Model;
using BpfGen.KernelFacts;

namespace BpfGen.Generator.Checks;

/// <summary>Checks that the oldest kernel of the project (<c>BpfMinKernel</c>) supports the maps and programs of an object.</summary>
internal static class KernelChecks
{
    public static IEnumerable<Problem> Run(ObjectModel model, Contract contract)
    {
        if (contract.MinKernel is not { } oldest)
        {
            yield break;
        }

        foreach (var map in model.Maps)
        {
            foreach (var requirement in Newer(MapRequirements.Of(map), oldest))
            {
                yield return Problem.Of(
                    map.AutoCreate ? Rules.NewerKernel : Rules.NewerKernelOptional,
                    $"Map {Printable.Name(map.Name)} {requirement.Reason}", Text(requirement.Kernel), Text(oldest));
            }
        }

        foreach (var program in model.Programs)
        {
            // Skip requirements of maps, because the loop above reports them.
            var isOptional = !program.AutoLoad || ProgramRequirements.IsGuarded(model, program);
            foreach (var requirement in Newer(ProgramRequirements.Of(model, program), oldest).Where(requirement => !requirement.IsOfMap))
            {
                yield return Problem.Of(
                    isOptional ? Rules.NewerKernelOptional : Rules.NewerKernel,
                    $"Program {Printable.Name(program.Name)} {requirement.Reason}", Text(requirement.Kernel), Text(oldest));
            }
        }
    }

    /// <summary>Checks that the oldest kernel of the project supports signed objects.</summary>
    public static IEnumerable<Problem> RunSigned(Version? oldest)
    {
        if (oldest is null)
        {
            yield break;
        }

        if (ProgramTypeTable.FirstKernel(ProgramType.Syscall) is { } first && first > oldest)
        {
            yield return Problem.Of(
                Rules.NewerKernel, $"The loader program of a signed object has the type {ProgramType.Syscall}", Text(first), Text(oldest));
        }
        else if (SignedObject.Requirement.Kernel > oldest)
        {
            yield return Problem.Of(
                Rules.NewerKernelOptional, "The loader program has a signature", Text(SignedObject.Requirement.Kernel), Text(oldest));
        }
    }

    private static IEnumerable<KernelRequirement> Newer(IEnumerable<KernelRequirement> requirements, Version oldest) =>
        requirements.Where(requirement => requirement.Kernel > oldest);

    private static string Text(Version kernel) => kernel.ToString(2);
}
