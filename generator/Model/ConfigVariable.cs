using BpfGen.Loading;

namespace BpfGen.Generator.Model;

/// <summary>A variable that holds a value of the kernel's configuration.</summary>
/// <param name="Name">The option: <c>CONFIG_HZ</c>; or something that no configuration says, such as <c>LINUX_KERNEL_VERSION</c>.</param>
/// <param name="Kind">What values it can hold.</param>
/// <param name="Offset">Where it stands in its section, in bytes.</param>
/// <param name="Size">Its size in bytes.</param>
internal sealed record ConfigVariable(string Name, ConfigKind Kind, int Offset, int Size)
{
    /// <summary>It may be negative.</summary>
    public bool IsSigned { get; init; }

    /// <summary>It is zero where the kernel's configuration does not have it.</summary>
    public bool IsOptional { get; init; }
}
