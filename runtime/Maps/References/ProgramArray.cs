using System;
using BpfGen.Loading;
using BpfGen.Maps;

namespace BpfGen;

/// <summary>An array of programs (<c>BPF_MAP_TYPE_PROG_ARRAY</c>) for <c>bpf_tail_call</c>.</summary>
/// <remarks>
/// Keep a handle or a pin of the array. When the last handle or pin is gone, the kernel removes all programs from the array, even if
/// programs still use it.
/// </remarks>
public sealed class ProgramArray : BpfMap, IMapHandle<ProgramArray>
{
    private ProgramArray(LoadedMap map)
        : base(map)
    {
    }

    /// <summary>Sets the program at an index.</summary>
    /// <param name="index">The index, below <see cref="BpfMap.MaxEntries"/>.</param>
    /// <param name="program">
    /// The program. It must be compatible with the programs that use the array: it must have the same program type, attach type and XDP
    /// frags flag.
    /// </param>
    /// <exception cref="System.ArgumentNullException">The program is null.</exception>
    /// <exception cref="BpfException">
    /// The kernel rejected the command: <c>E2BIG</c> if the index is out of range, <c>EINVAL</c> if the program is not compatible.
    /// </exception>
    public void Set(uint index, BpfProgram program)
    {
        ArgumentNullException.ThrowIfNull(program);
        SetDescriptor(ref Bytes(ref index), program.Descriptor);
    }

    /// <summary>Removes the program at an index. A tail call to the index then fails, and the calling program continues.</summary>
    /// <param name="index">The index.</param>
    /// <returns>True if a program was removed; false if the element was empty.</returns>
    /// <exception cref="BpfException">The kernel rejected the command: <c>E2BIG</c> if the index is out of range.</exception>
    public bool Clear(uint index) => Delete(ref Bytes(ref index));

    /// <summary>Reads the id of the program at an index.</summary>
    /// <param name="index">The index.</param>
    /// <param name="id">The program's id: see <see cref="BpfProgram.Id"/>. 0 if there is none.</param>
    /// <returns>True if the element has a program; otherwise false.</returns>
    /// <exception cref="BpfException">The kernel rejected the command.</exception>
    public bool TryGetId(uint index, out uint id)
    {
        id = 0;
        return Lookup(ref Bytes(ref index), ref Bytes(ref id));
    }

    /// <summary>Creates an array of programs without an object file.</summary>
    /// <param name="length">The number of elements.</param>
    /// <param name="options">The name, flags, NUMA node and pin; null for none.</param>
    /// <returns>The new map. Dispose it when you no longer need it.</returns>
    /// <exception cref="BpfException">
    /// The kernel rejected the map, or a map of another type or size is pinned at the path in the options.
    /// </exception>
    public static ProgramArray Create(uint length, MapCreateOptions? options = null) =>
        MapCreation.Create<ProgramArray>(MapType.ProgramArray, sizeof(uint), sizeof(uint), length, options);

    static ProgramArray IMapHandle<ProgramArray>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<ProgramArray>.Takes(MapType type) => type == MapType.ProgramArray;
}
