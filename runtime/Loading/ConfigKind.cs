using System.ComponentModel;

namespace BpfGen.Loading;

/// <summary>What values a variable of the kernel's configuration can hold.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public enum ConfigKind
{
    /// <summary>Yes or no: <c>bool</c>.</summary>
    Boolean,

    /// <summary>No, yes or as a module: <c>enum libbpf_tristate</c>.</summary>
    Tristate,

    /// <summary>The letter that the configuration has, or a number: <c>char</c>.</summary>
    Character,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A text: an array of <c>char</c>.</summary>
    Text,
}
