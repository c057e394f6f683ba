using System.Collections.Generic;

namespace BpfGen.Testing;

/// <summary>The settings of a project and of its object, which the generator reads.</summary>
public sealed record ProbeGeneratorOptions
{
    /// <summary>The namespace of the generated class.</summary>
    public string RootNamespace { get; init; } = "Probes";

    /// <summary>The metadata of the item, such as <c>BpfRequireMaps</c>, <c>BpfClass</c> or <c>BpfRecords</c>.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>The properties of the project that the generator reads, such as <c>BpfMinKernel</c> or <c>RuntimeIdentifier</c>.</summary>
    public IReadOnlyDictionary<string, string> Properties { get; init; } = new Dictionary<string, string>();

    /// <summary>C# code of the project, such as a class with requirements (<c>[BpfObject]</c>); null for none.</summary>
    public string? Code { get; init; }
}
