using System;
using System.Collections.Generic;
using System.Linq;
using BpfGen.CoreRelocations;
using BpfGen.Generator.Collections;
using BpfGen.KernelFacts;
using BpfGen.Wire;

namespace BpfGen.Generator.Model;

/// <summary>The features of the kernel that a program requires.</summary>
internal static class ProgramRequirements
{
    private const uint Sleepable = 1 << 4;
    private const uint XdpFragments = 1 << 5;
    private const int SmallProgram = 4096;

    private static readonly (CodeFeatures Feature, Version Kernel, string Reason)[] Features =
    [
        (CodeFeatures.CpuV2, FirstKernels.CpuV2, "uses instructions of CPU version 2"),
        (CodeFeatures.CpuV3, FirstKernels.CpuV3, "uses instructions of CPU version 3"),
        (CodeFeatures.CpuV4, FirstKernels.CpuV4, "uses instructions of CPU version 4"),
        (CodeFeatures.Atomics, FirstKernels.Atomics, "uses atomic operations other than addition"),
        (CodeFeatures.OrderedAccess, FirstKernels.OrderedAccess, "uses load-acquire or store-release"),
        (CodeFeatures.Arena, FirstKernels.ArenaInstructions, "uses instructions for arenas, or may_goto"),
        (CodeFeatures.IndirectJumps, FirstKernels.IndirectJumps, "uses jump tables"),
        (CodeFeatures.Loops, FirstKernels.Loops, "contains a loop"),
        (CodeFeatures.Callbacks, FirstKernels.Callbacks, "uses a callback"),
    ];

    /// <summary>Lists the features that the program itself requires, and the features that its maps require.</summary>
    public static IEnumerable<KernelRequirement> Of(ObjectModel model, ProgramModel program)
    {
        var functions = program.Functions.Select(index => model.Functions[index]).ToList();
        return OfKind(program.Kind)
            .Concat(OfCalls(program))
            .Concat(OfCode(program, functions))
            .Concat(MapsOf(model, functions).SelectMany(map =>
                MapRequirements.Of(map).Select(requirement => requirement with
                {
                    Reason = $"uses a map that {requirement.Reason}",
                    IsOfMap = true,
                    IsOfType = false,
                })));
    }

    /// <summary>
    /// Whether the program asks if the kernel has a field, type, enumerator or symbol. Such a program may skip code that the kernel does
    /// not support.
    /// </summary>
    public static bool IsGuarded(ObjectModel model, ProgramModel program) =>
        program.Functions.Select(index => model.Functions[index]).Any(function =>
            Kinds(function.Information.CoreRelocations).Any(CoreRelocationKinds.IsQuestion)
            || function.Relocations.Any(relocation =>
                relocation.Kind is RelocationKind.KernelAddress && model.KernelSymbols[relocation.Index].IsOptional));

    /// <summary>The kinds of the given CO-RE relocations. The kind is the last number of each record.</summary>
    private static IEnumerable<CoreRelocationKind> Kinds(EquatableArray<uint> relocations)
    {
        for (var i = Packing.NumbersPerRecord - 1; i < relocations.Count; i += Packing.NumbersPerRecord)
        {
            yield return (CoreRelocationKind)relocations[i];
        }
    }

    /// <summary>The maps that functions refer to. Each is listed once.</summary>
    public static IEnumerable<MapModel> MapsOf(ObjectModel model, IEnumerable<FunctionModel> functions) => functions
        .SelectMany(function => function.Relocations)
        .Where(relocation => relocation.Kind is RelocationKind.MapDescriptor or RelocationKind.MapValue)
        .Select(relocation => relocation.Index)
        .Distinct()
        .Select(index => model.Maps[index]);

    private static IEnumerable<KernelRequirement> OfKind(ProgramKind kind)
    {
        if (ProgramTypeTable.FirstKernel(kind.Type) is { } type)
        {
            yield return new KernelRequirement(type, $"has the type {kind.Type}") { IsOfType = true };
        }

        if (kind.AttachType != default && AttachTypeTable.FirstKernel(kind.AttachType) is { } attach && !IsOptional(kind.AttachType))
        {
            yield return new KernelRequirement(attach, $"attaches as {kind.AttachType}");
        }

        if ((kind.Flags & Sleepable) != 0)
        {
            yield return new KernelRequirement(FirstKernels.SleepablePrograms, "is sleepable");
        }

        if ((kind.Flags & XdpFragments) != 0)
        {
            yield return new KernelRequirement(FirstKernels.XdpFragments, "supports packets in several buffers");
        }
    }

    /// <summary>
    /// Whether programs of this attach type can also be attached, through an older interface, on kernels that do not support the attach
    /// type.
    /// </summary>
    private static bool IsOptional(AttachType type) => type is AttachType.Xdp or AttachType.TcxIngress or AttachType.TcxEgress;

    private static IEnumerable<KernelRequirement> OfCalls(ProgramModel program)
    {
        foreach (var call in program.HelperCalls)
        {
            if (HelperTable.FirstKernel(call.Helper) is { } kernel)
            {
                yield return new KernelRequirement(kernel, $"calls {HelperTable.NameOf(call.Helper)}") { IsOfHelper = true };
            }
        }
    }

    private static IEnumerable<KernelRequirement> OfCode(ProgramModel program, List<FunctionModel> functions)
    {
        var used = functions.Aggregate(CodeFeatures.None, (features, function) => features | function.Features);
        foreach (var (feature, kernel, reason) in Features)
        {
            if ((used & feature) != 0)
            {
                yield return new KernelRequirement(kernel, reason);
            }
        }

        var relocations = functions.SelectMany(function => function.Relocations).ToList();
        if (relocations.Exists(relocation => relocation.Kind == RelocationKind.MapValue))
        {
            yield return new KernelRequirement(FirstKernels.GlobalData, "uses global variables");
        }

        if (relocations.Exists(relocation => relocation.Kind == RelocationKind.KernelCall))
        {
            yield return new KernelRequirement(FirstKernels.Kfuncs, "calls a kernel function (kfunc)");
        }

        if (functions.Count > 1)
        {
            yield return new KernelRequirement(FirstKernels.Subprograms, "calls functions of its own");
        }

        if (program.InstructionCount > SmallProgram)
        {
            yield return new KernelRequirement(FirstKernels.LargePrograms, $"has more than {SmallProgram} instructions");
        }
    }
}
