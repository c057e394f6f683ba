using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Linq;
using BpfGen.Features;
using BpfGen.KernelFacts;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>The features of the kernel that a program requires.</summary>
/// <param name="Name">The name of the program in the object.</param>
/// <param name="Type">The type of the program.</param>
public sealed record ProgramRequirements(string Name, ProgramType Type)
{
    /// <summary>Whether the program is loaded by default.</summary>
    public bool AutoLoad { get; init; } = true;

    /// <summary>
    /// Whether the program tests if the kernel has a field, type, enumerator or symbol. Such a program may skip code that the kernel does
    /// not support.
    /// </summary>
    public bool IsGuarded { get; init; }

    /// <summary>The attach type that the program is loaded with; 0 if it has none.</summary>
    public AttachType AttachType { get; init; }

    /// <summary>The helpers that the program calls, by their numbers in <c>enum bpf_func_id</c>.</summary>
    public IReadOnlyList<int> Helpers { get; init; } = [];

    /// <summary>The kernel features that the program requires, apart from its type and its helpers.</summary>
    public IReadOnlyList<KernelRequirement> Features { get; init; } = [];

    /// <summary>The program's section, such as <c>kprobe/do_unlinkat</c>.</summary>
    public string Section { get; init; } = "";

    /// <summary>The hook in the section's name, such as <c>do_unlinkat</c>; null if it names none.</summary>
    public string? Target { get; init; }

    /// <summary>The functions and variables of the kernel that the program requires (<c>__ksym</c>, but not <c>__weak</c>).</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public IReadOnlyList<KernelSymbol> Symbols { get; init; } = [];

    /// <summary>The requirements for the program's type, helpers and features, the newest kernel first.</summary>
    public IReadOnlyList<KernelRequirement> Reasons =>
    [
        .. Features
            .Concat(Helpers.Select(helper => (Helper: helper, Kernel: HelperTable.FirstKernel(helper)))
                .Where(call => call.Kernel is not null)
                .Select(call => new KernelRequirement(call.Kernel!, $"calls {HelperTable.NameOf(call.Helper)}")))
            .Append(new KernelRequirement(ProgramTypeTable.FirstKernel(Type) ?? ObjectRequirements.FirstMaps, $"has the type {Type}"))
            .OrderByDescending(feature => feature.Kernel),
    ];

    /// <summary>The first mainline kernel that supports the program and the maps that it uses.</summary>
    public Version MinimumKernel => Reasons[0].Kernel;

    /// <summary>The capabilities that loading and attaching the program require, by their kernel names.</summary>
    public IReadOnlyList<string> Capabilities => CapabilityTable.NamesOf(ProgramCapabilities.Of(Type, AttachType));

    internal IEnumerable<MissingFeature> Check(RequiredSymbols symbols)
    {
        if (!KernelFeatures.Has(Type))
        {
            return [Missing($"The kernel does not support programs of type {Type}.", ProgramTypeTable.FirstKernel(Type))];
        }

        // The helpers that these programs may call depend on the target program or on the struct_ops struct. So a probe of the program type
        // alone cannot test them.
        var helpers = Type is ProgramType.Extension or ProgramType.StructOps ? [] : Helpers;
        return helpers.Where(helper => !KernelFeatures.Has(Type, helper))
            .Select(helper => Missing(
                $"Programs of type {Type} cannot call {HelperTable.NameOf(helper) ?? $"helper {helper}"}.",
                HelperTable.FirstKernel(helper)))
            .Concat(Features.Where(feature => feature.IsMissing).Select(feature => MissingFeature.Of(Name, isMap: false, feature)))
            .Concat(symbols.Missing(this).Select(reason => Missing(reason, kernel: null)));
    }

    private MissingFeature Missing(string reason, Version? kernel) => new(Name, IsMap: false, reason, kernel);
}
