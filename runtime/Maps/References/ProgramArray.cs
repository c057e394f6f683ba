using System;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>An array of programs (<c>BPF_MAP_TYPE_PROG_ARRAY</c>), which programs continue in by <c>bpf_tail_call</c>.</summary>
/// <remarks>
/// When neither this nor any other handle, nor a pin, holds the array any more, the kernel empties it, even where programs still use it.
/// </remarks>
public sealed class ProgramArray : BpfMap, IMapHandle<ProgramArray>
{
    private ProgramArray(LoadedMap map)
        : base(map)
    {
    }

    /// <summary>Puts a program at an index.</summary>
    /// <param name="index">The index, below <see cref="BpfMap.MaxEntries"/>.</param>
    /// <param name="program">The program. It has to be of the type of those that use the array, and as they are in what else the kernel compares.</param>
    /// <exception cref="BpfException">The kernel refuses: <c>E2BIG</c> for an index that is too large, <c>EINVAL</c> for a program that is not alike.</exception>
    public void Set(uint index, BpfProgram program)
    {
        ArgumentNullException.ThrowIfNull(program);
        SetDescriptor(ref Bytes(ref index), program.Descriptor);
    }

    /// <summary>Empties an index: a call of it falls through.</summary>
    /// <param name="index">The index.</param>
    /// <returns>Whether there was a program.</returns>
    /// <exception cref="BpfException">The kernel refuses: <c>E2BIG</c> for an index that is too large.</exception>
    public bool Clear(uint index) => Delete(ref Bytes(ref index));

    /// <summary>The id of the program at an index.</summary>
    /// <param name="index">The index.</param>
    /// <param name="id">The id, which <see cref="BpfProgram.Id"/> gives as well.</param>
    /// <returns>Whether there is a program.</returns>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    public bool TryGetId(uint index, out uint id)
    {
        id = 0;
        return Lookup(ref Bytes(ref index), ref Bytes(ref id));
    }

    static ProgramArray IMapHandle<ProgramArray>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<ProgramArray>.Takes(MapType type) => type == MapType.ProgramArray;
}
