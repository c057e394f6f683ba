using System;

namespace BpfGen.Loading;

/// <summary>A function of an object. Its tables count from the start of all functions, as it does itself.</summary>
internal readonly ref struct FunctionCode
{
    /// <summary>Its first instruction.</summary>
    public int Start { get; init; }

    /// <summary>Its BTF type; 0 for none.</summary>
    public uint Type { get; init; }

    /// <summary>Its instructions as they were compiled.</summary>
    public ReadOnlySpan<ulong> Instructions { get; init; }

    /// <summary>What they want: instruction, kind, and which one.</summary>
    public ReadOnlySpan<uint> Relocations { get; init; }

    /// <summary>Which source line each instruction comes from.</summary>
    public ReadOnlySpan<uint> Lines { get; init; }

    /// <summary>What depends on the running kernel.</summary>
    public ReadOnlySpan<uint> CoreRelocations { get; init; }
}
