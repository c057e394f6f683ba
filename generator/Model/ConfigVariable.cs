using BpfGen.Loading;

namespace BpfGen.Generator.Model;

/// <summary>A variable that receives a value of the kernel's configuration (<c>__kconfig</c>).</summary>
/// <param name="Name">
/// The name of a configuration option, such as <c>CONFIG_HZ</c>, or of a value that the loader calculates, such as
/// <c>LINUX_KERNEL_VERSION</c>.
/// </param>
/// <param name="Kind">The kind of values that the variable can hold.</param>
/// <param name="Offset">The variable's offset in its section, in bytes.</param>
/// <param name="Size">The variable's size in bytes.</param>
internal sealed record ConfigVariable(string Name, ConfigKind Kind, int Offset, int Size)
{
    /// <summary>Whether the variable's type is signed.</summary>
    public bool IsSigned { get; init; }

    /// <summary>Whether the kernel's configuration may lack the option. If it does, the variable is zero.</summary>
    public bool IsOptional { get; init; }
}
