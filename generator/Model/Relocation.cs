namespace BpfGen.Generator.Model;

/// <summary>An instruction that wants something which is known only at load.</summary>
/// <param name="Instruction">Its slot, counted from the start of its function.</param>
/// <param name="Kind">What it wants.</param>
/// <param name="Index">Which one, in the list that goes with the kind.</param>
internal readonly record struct Relocation(int Instruction, RelocationKind Kind, int Index);

/// <summary>What an instruction wants; the first two are the kernel's pseudo source registers (<c>uapi/linux/bpf.h</c>).</summary>
internal enum RelocationKind
{
    /// <summary>A map of <see cref="ObjectModel.Maps"/> (<c>BPF_PSEUDO_MAP_FD</c>): a 16-byte load.</summary>
    MapDescriptor = 1,

    /// <summary>The address of a place in the map's only value (<c>BPF_PSEUDO_MAP_VALUE</c>): a 16-byte load whose second half says which.</summary>
    MapValue = 2,

    /// <summary>The address of one of <see cref="ObjectModel.KernelSymbols"/>: a 16-byte load.</summary>
    KernelAddress = 3,

    /// <summary>One of <see cref="ObjectModel.KernelSymbols"/>, to call it.</summary>
    KernelCall = 4,

    /// <summary>The address of one of <see cref="FunctionModel.JumpTables"/>: a 16-byte load.</summary>
    JumpTable = 5,

    /// <summary>How far away one of <see cref="ObjectModel.Functions"/> is: a call, or a 16-byte load of its address.</summary>
    Function = 6,
}
