using System;

namespace BpfGen.Loading;

/// <summary>A function of an object. The instruction indexes in its tables count from the start of the object's code.</summary>
internal readonly ref struct FunctionCode
{
    /// <summary>The index of the function's first instruction in the object's code.</summary>
    public int Start { get; init; }

    /// <summary>The BTF type; 0 for none.</summary>
    public uint Type { get; init; }

    /// <summary>The instructions as compiled.</summary>
    public ReadOnlySpan<ulong> Instructions { get; init; }

    /// <summary>The relocations, with three numbers each: the index of the instruction, the kind, and the index of the target.</summary>
    public ReadOnlySpan<uint> Relocations { get; init; }

    /// <summary>The source lines of the instructions (<c>struct bpf_line_info</c>).</summary>
    public ReadOnlySpan<uint> Lines { get; init; }

    /// <summary>The CO-RE relocations (<c>struct bpf_core_relo</c>).</summary>
    public ReadOnlySpan<uint> CoreRelocations { get; init; }
}
