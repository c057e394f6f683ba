using System;
using System.ComponentModel;

namespace BpfGen.Loading;

/// <summary>Something of the kernel that an object names, as generated code describes it.</summary>
/// <param name="name">Its name in the kernel.</param>
/// <param name="kind">What it is.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct KernelSymbol(string name, KernelSymbolKind kind)
{
    /// <summary>Its name in the kernel.</summary>
    public string Name { get; } = name;

    /// <summary>What it is.</summary>
    public KernelSymbolKind Kind { get; } = kind;

    /// <summary>The name that the object has for it, where that is another one: <c>bpf_foo___v2</c>.</summary>
    public string? Alias { get; init; }

    /// <summary>The module that it is in; null where it may be in the kernel or in any module.</summary>
    public string? Module { get; init; }

    /// <summary>The object loads where the kernel does not have it.</summary>
    public bool IsOptional { get; init; }

    /// <summary>The signature of the type that the object declares. The type in the kernel must match it. Null for no check.</summary>
    public string? Signature { get; init; }

    /// <summary>What a program of some attach type is bound to, by the name that its section gives: <c>function</c>, or <c>module:function</c>.</summary>
    /// <param name="type">The attach type.</param>
    /// <param name="target">The name.</param>
    public static KernelSymbol OfTarget(AttachType type, string target)
    {
        var colon = target.IndexOf(':', StringComparison.Ordinal);
        var name = target[(colon + 1)..];
        var module = colon < 0 ? null : target[..colon];
        return type switch
        {
            AttachType.TraceRawTp => new("btf_trace_" + name, KernelSymbolKind.Typedef) { Module = module, IsOptional = true },
            AttachType.LsmMac or AttachType.LsmCgroup => new("bpf_lsm_" + name, KernelSymbolKind.Function) { Module = module, IsOptional = true },
            AttachType.TraceIter => new("bpf_iter_" + name, KernelSymbolKind.Function) { Module = module, IsOptional = true },
            _ => new(name, KernelSymbolKind.Function) { Module = module, IsOptional = true },
        };
    }
}
