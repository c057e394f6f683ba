#if !BPFGEN_GENERATOR
using System.ComponentModel;
#endif

namespace BpfGen.Loading;

/// <summary>The kinds of kernel symbol that an object, or the section name of a program, can refer to.</summary>
#if BPFGEN_GENERATOR
internal
#else
[EditorBrowsable(EditorBrowsableState.Never)]
public
#endif
enum KernelSymbolKind
{
    /// <summary>A function, found by its BTF type.</summary>
    Function,

    /// <summary>A variable, found by its BTF type.</summary>
    Variable,

    /// <summary>A typedef. The kernel's BTF has a typedef for each tracepoint.</summary>
    Typedef,

    /// <summary>An address from kallsyms. The type of the symbol does not matter.</summary>
    Address,
}
