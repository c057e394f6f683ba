using System.ComponentModel;

namespace BpfGen.Loading;

/// <summary>A <c>__kconfig</c> variable of the object. Generated code creates this struct.</summary>
/// <param name="name">
/// The name: an option such as <c>CONFIG_HZ</c>, or a value that BpfGen computes, such as <c>LINUX_KERNEL_VERSION</c>.
/// </param>
/// <param name="kind">The kind of value that the variable can hold.</param>
/// <param name="offset">The variable's offset in the map's value, in bytes.</param>
/// <param name="size">The variable's size in bytes.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct ConfigVariable(string name, ConfigKind kind, int offset, int size)
{
    /// <summary>The name of the kernel configuration option, such as <c>CONFIG_HZ</c>, or of the value that BpfGen computes.</summary>
    public string Name { get; } = name;

    /// <summary>The kind of value that the variable can hold.</summary>
    public ConfigKind Kind { get; } = kind;

    /// <summary>The variable's offset in the map's value, in bytes.</summary>
    public int Offset { get; } = offset;

    /// <summary>The variable's size in bytes.</summary>
    public int Size { get; } = size;

    /// <summary>Whether the variable is a signed integer.</summary>
    public bool IsSigned { get; init; }

    /// <summary>
    /// Whether the variable is zero if the kernel's configuration does not set the option (<c>__weak</c>). If false, a missing option is an
    /// error.
    /// </summary>
    public bool IsOptional { get; init; }
}
