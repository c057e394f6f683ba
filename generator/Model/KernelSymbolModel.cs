using BpfGen.Loading;

namespace BpfGen.Generator.Model;

/// <summary>A function or variable of the kernel that an object declares (<c>__ksym</c>).</summary>
/// <param name="Name">The symbol's name in the kernel.</param>
/// <param name="Kind">The kind of symbol.</param>
internal sealed record KernelSymbolModel(string Name, KernelSymbolKind Kind)
{
    /// <summary>The symbol's name in the object if it differs from the kernel's name; otherwise null.</summary>
    public string? Alias { get; init; }

    /// <summary>Whether the kernel may lack the symbol. If it does, the object loads without the symbol.</summary>
    public bool IsOptional { get; init; }

    /// <summary>
    /// The signature of the type that the object declares for the symbol. The symbol's type in the kernel must match this signature.
    /// </summary>
    public string? Signature { get; init; }
}
