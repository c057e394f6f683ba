#if !BPFGEN_GENERATOR
using System.ComponentModel;
#endif

namespace BpfGen.Loading;

/// <summary>The kinds of values that a kconfig variable can hold.</summary>
#if BPFGEN_GENERATOR
internal
#else
[EditorBrowsable(EditorBrowsableState.Never)]
public
#endif
enum ConfigKind
{
    /// <summary>Yes or no (<c>bool</c>).</summary>
    Boolean,

    /// <summary>No, yes or module (<c>enum libbpf_tristate</c>).</summary>
    Tristate,

    /// <summary>A letter or a small number (<c>char</c>).</summary>
    Character,

    /// <summary>A number of 2, 4 or 8 bytes.</summary>
    Number,

    /// <summary>A string (an array of <c>char</c>).</summary>
    Text,
}
