namespace BpfGen.Generator.Model;

/// <summary>An instruction that wants a map's file descriptor.</summary>
/// <param name="Instruction">The slot of the 16-byte load, counted from the program's start.</param>
/// <param name="Kind">What the kernel makes of it.</param>
/// <param name="Map">The index of the map in <see cref="ObjectModel.Maps"/>.</param>
internal readonly record struct MapReference(int Instruction, MapReferenceKind Kind, int Map);

/// <summary>What the kernel makes of a file descriptor in an instruction: the pseudo source registers of <c>uapi/linux/bpf.h</c>.</summary>
internal enum MapReferenceKind
{
    /// <summary>The map (<c>BPF_PSEUDO_MAP_FD</c>).</summary>
    FileDescriptor = 1,

    /// <summary>The address of a place in its only value (<c>BPF_PSEUDO_MAP_VALUE</c>); the second slot says which.</summary>
    Value = 2,
}
