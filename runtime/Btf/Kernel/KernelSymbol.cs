using System.ComponentModel;
using BpfGen.KernelFacts;

namespace BpfGen.Loading;

/// <summary>A kernel symbol that an object names. Generated code creates it.</summary>
/// <param name="name">The symbol's name in the kernel.</param>
/// <param name="kind">The kind of the symbol.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct KernelSymbol(string name, KernelSymbolKind kind)
{
    /// <summary>The symbol's name in the kernel.</summary>
    public string Name { get; } = name;

    /// <summary>The kind of the symbol.</summary>
    public KernelSymbolKind Kind { get; } = kind;

    /// <summary>The symbol's name in the object if it differs from the kernel's name, such as <c>bpf_foo___v2</c>.</summary>
    public string? Alias { get; init; }

    /// <summary>The module that contains the symbol; null if it can be in the kernel or in any module.</summary>
    public string? Module { get; init; }

    /// <summary>Whether the object can be loaded if the kernel does not have the symbol.</summary>
    public bool IsOptional { get; init; }

    /// <summary>
    /// The signature of the type that the object declares for the symbol. The kernel's type must match this signature. If null, the types
    /// are not compared.
    /// </summary>
    public string? Signature { get; init; }

    /// <summary>The prefix that the kernel adds to the name of a hook, such as <c>bpf_lsm_</c>.</summary>
    internal string Prefix { get; init; } = "";

    /// <summary>Whether a program attaches to the symbol. If the symbol is missing, the program cannot be loaded.</summary>
    internal bool IsTarget { get; init; }

    /// <summary>Returns the symbol that a program attaches to.</summary>
    /// <param name="type">The attach type of the program.</param>
    /// <param name="target">The name from the program's section: <c>function</c> or <c>module:function</c>.</param>
    public static KernelSymbol OfTarget(AttachType type, string target)
    {
        var (module, name) = AttachTargets.Split(target);
        var prefix = AttachTargets.PrefixOf(type);
        return new(prefix + name, AttachTargets.IsTypedef(type) ? KernelSymbolKind.Typedef : KernelSymbolKind.Function)
        {
            Module = module,
            IsOptional = true,
            IsTarget = true,
            Prefix = prefix,
        };
    }
}
