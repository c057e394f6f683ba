using System.ComponentModel;

namespace BpfGen.Loading;

/// <summary>Something of the kernel that has been looked for.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct KernelReference
{
    /// <summary>Its BTF id, 0 where it has none or is not there.</summary>
    internal uint Id { get; init; }

    /// <summary>The BTF of the module that has it; 0 for the kernel itself. The loader holds it until it is done.</summary>
    internal int ModuleFd { get; init; }

    /// <summary>Where calls find that BTF in the array that the load is given.</summary>
    internal short ModuleIndex { get; init; }

    /// <summary>It is a function, which is called; a load of its address asks only whether it is there.</summary>
    internal bool IsFunction { get; init; }

    /// <summary>Its address, for what is named by address.</summary>
    internal ulong Address { get; init; }

    /// <summary>Why it is not there; null where it is.</summary>
    internal string? Absence { get; init; }

    /// <summary>The name that the object has for what is not there.</summary>
    internal string? Name { get; init; }
}
