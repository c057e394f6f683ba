using BpfGen.Loading;

namespace BpfGen.Generator.Model;

/// <summary>Something of the kernel that an object names.</summary>
/// <param name="Name">Its name in the kernel.</param>
/// <param name="Kind">What it is.</param>
internal sealed record KernelSymbolModel(string Name, KernelSymbolKind Kind)
{
    /// <summary>The name that the object has for it, where that is another one.</summary>
    public string? Alias { get; init; }

    /// <summary>The object loads where the kernel does not have it.</summary>
    public bool IsOptional { get; init; }

    /// <summary>The type that the object declares, as far as the kernel's has to be like it.</summary>
    public string? Signature { get; init; }
}
