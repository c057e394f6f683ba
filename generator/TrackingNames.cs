namespace BpfGen.Generator;

/// <summary>The names of the pipeline's steps. Tests use them to check whether a step ran again.</summary>
internal static class TrackingNames
{
    /// <summary>The name of the step that outputs the AdditionalFiles items that are eBPF objects.</summary>
    public const string Items = nameof(Items);

    /// <summary>The name of the step that outputs the diagnostics of the project files.</summary>
    public const string ProjectFiles = nameof(ProjectFiles);

    /// <summary>The name of the step that outputs the metadata of the AdditionalFiles items that are eBPF objects.</summary>
    public const string Metadata = nameof(Metadata);

    /// <summary>The name of the step that outputs the linked objects.</summary>
    public const string Objects = nameof(Objects);

    /// <summary>
    /// The name of the step that outputs the requests of the project that change how objects are read, such as requested C# types.
    /// </summary>
    public const string Requests = nameof(Requests);

    /// <summary>The name of the step that outputs the project's classes with <c>[BpfObject]</c>.</summary>
    public const string Declarations = nameof(Declarations);

    /// <summary>The name of the step that outputs the project's structs with <c>[BpfStruct]</c>.</summary>
    public const string Structs = nameof(Structs);

    /// <summary>The name of the step that outputs the project's structs that have padding.</summary>
    public const string Padding = nameof(Padding);

    /// <summary>The name of the step that outputs each class with <c>[BpfObject]</c>, and the path in the attribute.</summary>
    public const string Claims = nameof(Claims);

    /// <summary>The name of the step that outputs the classes to generate, each with its object.</summary>
    public const string Handles = nameof(Handles);

    /// <summary>The name of the step that outputs the project's requirements for each object.</summary>
    public const string Contracts = nameof(Contracts);

    /// <summary>The name of the step that outputs the input of each generated file: a class and its linked object.</summary>
    public const string Emissions = nameof(Emissions);

    /// <summary>
    /// The name of the step that outputs the input of each generated file whose class has objects for several architectures.
    /// </summary>
    public const string VariantEmissions = nameof(VariantEmissions);

    /// <summary>The name of the step that compares the objects for several architectures of a class.</summary>
    public const string VariantFindings = nameof(VariantFindings);

    /// <summary>The name of the step that outputs the BTF of the kernels that the project supports.</summary>
    public const string Kernels = nameof(Kernels);

    /// <summary>The name of the step that outputs the kernels for which the project embeds the values of CO-RE relocations.</summary>
    public const string EmbeddedKernels = nameof(EmbeddedKernels);

    /// <summary>The name of the step that outputs each object together with the values to embed for its CO-RE relocations.</summary>
    public const string EmbeddedValues = nameof(EmbeddedValues);

    /// <summary>
    /// The name of the step that outputs the correct declarations of the project's structs that do not match their objects.
    /// </summary>
    public const string ExpectedStructs = nameof(ExpectedStructs);

    /// <summary>
    /// The name of the step that compares an object with the kernels that the project supports, and outputs the diagnostics.
    /// </summary>
    public const string KernelFindings = nameof(KernelFindings);

    /// <summary>The name of the step that outputs the diagnostics of an object.</summary>
    public const string Findings = nameof(Findings);

    /// <summary>The keys that sign objects.</summary>
    public const string Keys = nameof(Keys);

    /// <summary>The reasons why objects cannot be signed.</summary>
    public const string SigningFindings = nameof(SigningFindings);
}
