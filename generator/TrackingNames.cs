namespace BpfGen.Generator;

/// <summary>The names of the pipeline's steps. Tests use them to check whether a step ran again.</summary>
internal static class TrackingNames
{
    /// <summary>The AdditionalFiles items that are eBPF objects.</summary>
    public const string Items = nameof(Items);

    /// <summary>The diagnostics of the project files.</summary>
    public const string ProjectFiles = nameof(ProjectFiles);

    /// <summary>The metadata of the AdditionalFiles items that are eBPF objects.</summary>
    public const string Metadata = nameof(Metadata);

    /// <summary>The objects, read and linked.</summary>
    public const string Objects = nameof(Objects);

    /// <summary>The C# types that the project requests.</summary>
    public const string Requests = nameof(Requests);

    /// <summary>The classes with <c>[BpfObject]</c>.</summary>
    public const string Declarations = nameof(Declarations);

    /// <summary>The structs with <c>[BpfStruct]</c>.</summary>
    public const string Structs = nameof(Structs);

    /// <summary>The project's structs that have padding.</summary>
    public const string Padding = nameof(Padding);

    /// <summary>The object that each class with <c>[BpfObject]</c> claims.</summary>
    public const string Claims = nameof(Claims);

    /// <summary>The classes to generate, each with its object.</summary>
    public const string Handles = nameof(Handles);

    /// <summary>The project's requirements for each object.</summary>
    public const string Contracts = nameof(Contracts);

    /// <summary>The input of the generated files: a class and its linked object.</summary>
    public const string Emissions = nameof(Emissions);

    /// <summary>The BTF of the kernels that the project supports.</summary>
    public const string Kernels = nameof(Kernels);

    /// <summary>The diagnostics of an object for these kernels.</summary>
    public const string KernelFindings = nameof(KernelFindings);

    /// <summary>The diagnostics of an object.</summary>
    public const string Findings = nameof(Findings);
}
