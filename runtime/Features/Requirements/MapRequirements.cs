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

    /// <summary>The kernel features that the map requires, apart from its type.</summary>
    public IReadOnlyList<KernelRequirement> Features { get; init; } = [];

    /// <summary>The requirements for the map's type and its features, the newest kernel first.</summary>
    public IReadOnlyList<KernelRequirement> Reasons =>
    [
        .. Features.Append(new KernelRequirement(MapTypeTable.FirstKernel(Type) ?? ObjectRequirements.FirstMaps, $"has the type {Type}"))
            .OrderByDescending(feature => feature.Kernel),
    ];

    /// <summary>The first mainline kernel that supports the map.</summary>
    public Version MinimumKernel => Reasons[0].Kernel;

    /// <summary>The capabilities that creating the map requires, by their kernel names.</summary>
    public IReadOnlyList<string> Capabilities => CapabilityTable.NamesOf(MapTypeTable.CapabilitiesFor(Type));

    internal IEnumerable<MissingFeature> Check() => KernelFeatures.Has(Type)
        ? Features.Where(feature => feature.IsMissing).Select(feature => MissingFeature.Of(Name, isMap: true, feature))
        : [
            new MissingFeature(
                Name, IsMap: true, $"The kernel does not support maps of type {Type}.", MapTypeTable.FirstKernel(Type)),
        ];
}
