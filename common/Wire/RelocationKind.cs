namespace BpfGen.Wire;

/// <summary>
/// The value that an instruction needs at load time. The generator writes the kind into the relocation table, and the runtime reads it.
/// The first two are the kernel's pseudo source registers (<c>BPF_PSEUDO_…</c> in <c>uapi/linux/bpf.h</c>).
/// </summary>
internal enum RelocationKind
{
    /// <summary>The file descriptor of a map (<c>BPF_PSEUDO_MAP_FD</c>), for a 16-byte load.</summary>
    MapDescriptor = 1,

    /// <summary>
    /// The address of a byte in the map's only value (<c>BPF_PSEUDO_MAP_VALUE</c>). The second half of the 16-byte load holds the offset.
    /// </summary>
    MapValue = 2,

    /// <summary>The address of a kernel symbol, for a 16-byte load.</summary>
    KernelAddress = 3,

    /// <summary>A kernel function (kfunc), for a call.</summary>
    KernelCall = 4,

    /// <summary>The address of a jump table of the program, for a 16-byte load.</summary>
    JumpTable = 5,

    /// <summary>The distance to another function of the object, for a call or for a 16-byte load of its address.</summary>
    Function = 6,

    /// <summary>A number that the load options state, for a 16-byte load. The instructions already hold a number to add to it.</summary>
    Constant = 7,
}
