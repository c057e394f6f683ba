using System;
using System.Collections.Generic;
using System.Linq;
using BpfGen.KernelFacts;

namespace BpfGen;

/// <summary>The features of the kernel that a program requires.</summary>
/// <param name="Name">The name of the program in the object.</param>
/// <param name="Type">The type of the program.</param>
public sealed record ProgramRequirements(string Name, ProgramType Type)
{
    /// <summary>Whether the program is loaded by default.</summary>
    public bool AutoLoad { get; init; } = true;

    /// <summary>
    /// Whether the program asks if a field, type, enumerator or symbol exists. It may then skip code that the kernel does not support.
    /// </summary>
    public bool IsGuarded { get; init; }

    /// <summary>The attach type that the program is loaded with; 0 if it has none.</summary>
    public AttachType AttachType { get; init; }

    /// <summary>The helpers that the program calls, by their numbers in <c>enum bpf_func_id</c>.</summary>
    public IReadOnlyList<int> Helpers { get; init; } = [];

    /// <summary>The features, apart from the type of the program and its helpers.</summary>
    public IReadOnlyList<KernelRequirement> Features { get; init; } = [];

    /// <summary>The first mainline kernel that supports the program and the maps that it uses.</summary>
    public Version MinimumKernel => Features.Select(feature => feature.Kernel)
        .Concat(Helpers.Select(helper => HelperTable.FirstKernel(helper)).OfType<Version>())
        .Append(ProgramTypeTable.FirstKernel(Type) ?? new Version(3, 18))
        .Max()!;

    /// <summary>The capabilities that loading and attaching the program require, by their kernel names.</summary>
    public IReadOnlyList<string> Capabilities => CapabilityTable.NamesOf(
        ProgramTypeTable.CapabilitiesFor(Type) | (AttachType == default ? 0 : AttachTypeTable.CapabilitiesFor(AttachType)));

    internal IEnumerable<MissingFeature> Check(string subject)
    {
        if (!KernelFeatures.Has(Type))
        {
            return [
                new MissingFeature(subject, $"The kernel does not support programs of type {Type}.", ProgramTypeTable.FirstKernel(Type)),
            ];
        }

        // Which helpers these programs may call depends on the target program or struct_ops struct, so a probe of the program type alone
        // cannot test them.
        var helpers = Type is ProgramType.Extension or ProgramType.StructOps ? [] : Helpers;
        return helpers.Where(helper => !KernelFeatures.Has(Type, helper))
            .Select(helper => new MissingFeature(
                subject,
                $"Programs of type {Type} cannot call {HelperTable.NameOf(helper) ?? $"helper {helper}"}.",
                HelperTable.FirstKernel(helper)))
            .Concat(Features.Where(feature => feature.IsMissing).Select(feature => feature.ToMissing(subject)));
    }
}
