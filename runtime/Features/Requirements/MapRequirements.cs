using System;
using System.Collections.Generic;
using System.Linq;
using BpfGen.KernelFacts;

namespace BpfGen;

/// <summary>The features of the kernel that a map requires.</summary>
/// <param name="Name">The name of the map in the object.</param>
/// <param name="Type">The type of the map.</param>
public sealed record MapRequirements(string Name, MapType Type)
{
    /// <summary>Whether the map is created by default.</summary>
    public bool AutoCreate { get; init; } = true;

    /// <summary>The features, apart from the type of the map.</summary>
    public IReadOnlyList<KernelRequirement> Features { get; init; } = [];

    /// <summary>The first mainline kernel that supports the map.</summary>
    public Version MinimumKernel => Features.Select(feature => feature.Kernel)
        .Append(MapTypeTable.FirstKernel(Type) ?? new Version(3, 18))
        .Max()!;

    /// <summary>The capabilities that creating the map requires, by their kernel names.</summary>
    public IReadOnlyList<string> Capabilities => CapabilityTable.NamesOf(MapTypeTable.CapabilitiesFor(Type));

    internal IEnumerable<MissingFeature> Check(string subject) => KernelFeatures.Has(Type)
        ? Features.Where(feature => feature.IsMissing).Select(feature => feature.ToMissing(subject))
        : [new MissingFeature(subject, $"The kernel does not support maps of type {Type}.", MapTypeTable.FirstKernel(Type))];
}
