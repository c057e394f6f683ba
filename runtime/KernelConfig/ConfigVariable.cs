using System.ComponentModel;

namespace BpfGen.Loading;

/// <summary>A variable that holds a value of the kernel's configuration, as generated code describes it.</summary>
/// <param name="name">The option: <c>CONFIG_HZ</c>; or something that no configuration says, such as <c>LINUX_KERNEL_VERSION</c>.</param>
/// <param name="kind">What values it can hold.</param>
/// <param name="offset">Where it stands in the map's value, in bytes.</param>
/// <param name="size">Its size in bytes.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct ConfigVariable(string name, ConfigKind kind, int offset, int size)
{
    /// <summary>The option.</summary>
    public string Name { get; } = name;

    /// <summary>What values it can hold.</summary>
    public ConfigKind Kind { get; } = kind;

    /// <summary>Where it stands in the map's value, in bytes.</summary>
    public int Offset { get; } = offset;

    /// <summary>Its size in bytes.</summary>
    public int Size { get; } = size;

    /// <summary>It may be negative.</summary>
    public bool IsSigned { get; init; }

    /// <summary>It is zero where the kernel's configuration does not have it.</summary>
    public bool IsOptional { get; init; }
}
