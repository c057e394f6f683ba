using System.ComponentModel;

namespace BpfGen.Loading;

/// <summary>The result of the search for a kernel symbol.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct KernelReference
{
    /// <summary>The symbol's BTF id; 0 if it has none or was not found.</summary>
    internal uint Id { get; init; }

    /// <summary>
    /// The descriptor of the BTF of the module that contains the symbol; 0 if the kernel itself contains it. The loader keeps the
    /// descriptor open until the load ends.
    /// </summary>
    internal int ModuleFd { get; init; }

    /// <summary>The index of <see cref="ModuleFd"/> in the <c>fd_array</c> of the load. Calls refer to the module by this index.</summary>
    internal short ModuleIndex { get; init; }

    /// <summary>
    /// Whether the symbol is a function. Programs call functions; loading a function's address only tests whether it exists.
    /// </summary>
    internal bool IsFunction { get; init; }

    /// <summary>The symbol's address if the object declares the symbol without a type; otherwise 0.</summary>
    internal ulong Address { get; init; }

    /// <summary>The reason why the symbol was not found; null if it was found.</summary>
    internal string? Absence { get; init; }

    /// <summary>The exception for a program that uses the symbol; null if the symbol was found or is optional.</summary>
    internal BpfException? Failure { get; init; }

    /// <summary>The symbol's name in the object, if the symbol was not found; otherwise null.</summary>
    internal string? Name { get; init; }
}
