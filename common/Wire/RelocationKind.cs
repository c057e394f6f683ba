namespace BpfGen.Wire;

/// <summary>
/// The value that an instruction needs at load time. The generator writes the kind into the relocation table, and BpfGen's runtime reads
/// it. The first two values are equal to the kernel's pseudo source registers (<c>BPF_PSEUDO_…</c> in <c>uapi/linux/bpf.h</c>).
/// </summary>
internal enum RelocationKind
{
    /// <summary>The file descriptor of a map (<c>BPF_PSEUDO_MAP_FD</c>), for a 16-byte load.</summary>
    MapDescriptor = 1,

    /// <summary>
    /// The address of a byte in the map's only value (<c>BPF_PSEUDO_MAP_VALUE</c>), for a 16-byte load. The second half of the load holds
    /// the offset of the byte.
    /// </summary>
    MapValue = 2,

    /// <summary>The address of a kernel symbol, for a 16-byte load.</summary>
    KernelAddress = 3,

    /// <summary>A kernel function (kfunc), for a call.</summary>
    KernelCall = 4,

    /// <summary>The address of a jump table of the program, for a 16-byte load.</summary>
    JumpTable = 5,

    /// <summary>The distance to another function of the object, for a call or for a 16-byte load of the function's address.</summary>
    Function = 6,

    /// <summary>
    /// The value of a load constant (an undefined symbol whose value the load options give), for a 16-byte load. The loader adds the value
    /// to the number that the instruction already holds.
    /// </summary>
    Constant = 7,
}
