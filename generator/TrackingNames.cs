namespace BpfGen.Generator;

/// <summary>The names of the pipeline's steps, by which tests ask whether a step ran again.</summary>
internal static class TrackingNames
{
    /// <summary>The AdditionalFiles items that are objects.</summary>
    public const string Items = nameof(Items);

    /// <summary>The metadata of those items.</summary>
    public const string Metadata = nameof(Metadata);

    /// <summary>The objects, read and linked.</summary>
    public const string Objects = nameof(Objects);

    /// <summary>The types that are asked for.</summary>
    public const string Requests = nameof(Requests);

    /// <summary>The classes that have <c>[BpfObject]</c>.</summary>
    public const string Declarations = nameof(Declarations);

    /// <summary>The structs that have <c>[BpfStruct]</c>.</summary>
    public const string Structs = nameof(Structs);

    /// <summary>The project's structs that have padding.</summary>
    public const string Padding = nameof(Padding);

    /// <summary>What those classes claim.</summary>
    public const string Claims = nameof(Claims);

    /// <summary>Which classes are made of which objects.</summary>
    public const string Handles = nameof(Handles);

    /// <summary>What is asked of which objects.</summary>
    public const string Contracts = nameof(Contracts);

    /// <summary>A class and the object it is made of: what is emitted.</summary>
    public const string Emissions = nameof(Emissions);

    /// <summary>What is reported of an object.</summary>
    public const string Findings = nameof(Findings);
}
