using System.ComponentModel;

namespace BpfGen.Loading;

/// <summary>What an object, or a program's section, names in the kernel.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public enum KernelSymbolKind
{
    /// <summary>A function, by its BTF type.</summary>
    Function,

    /// <summary>A variable, by its BTF type.</summary>
    Variable,

    /// <summary>A type definition, as tracepoints have one each.</summary>
    Typedef,

    /// <summary>An address, whatever is there.</summary>
    Address,
}
