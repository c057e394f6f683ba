using System;
using System.Runtime.InteropServices;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>
/// Stacks of calls (<c>BPF_MAP_TYPE_STACK_TRACE</c>): <c>bpf_get_stackid</c> puts one in and gives its id, which is the key.
/// </summary>
public sealed class StackTraceMap : BpfMap, IMapHandle<StackTraceMap>
{
    private const uint FlagBuildId = 1 << 5;

    private StackTraceMap(LoadedMap map)
        : base(map)
    {
    }

    /// <summary>
    /// Whether frames are told by the file that their code is from (<c>BPF_F_STACK_BUILD_ID</c>), so that they can be named when the process is gone:
    /// <see cref="TryRead(int, Span{BuildIdFrame}, out int)"/> reads such ones.
    /// </summary>
    public bool HasBuildIds => (Flags & FlagBuildId) != 0;

    /// <summary>How many frames a stack has at the most.</summary>
    public int MaxDepth => ValueSize / FrameSize;

    private unsafe int FrameSize => HasBuildIds ? sizeof(BuildIdFrame) : sizeof(ulong);

    /// <summary>Reads a stack: the addresses of its instructions, the innermost first.</summary>
    /// <param name="id">The stack's id.</param>
    /// <param name="addresses">Where they go: <see cref="MaxDepth"/> of them.</param>
    /// <param name="depth">How many there are.</param>
    /// <returns>Whether there is such a stack.</returns>
    /// <exception cref="ArgumentException">The span has another length.</exception>
    /// <exception cref="InvalidOperationException">The map has build ids.</exception>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    public bool TryRead(int id, Span<ulong> addresses, out int depth)
    {
        var isFound = TryRead(id, addresses, hasBuildIds: false);
        depth = isFound ? addresses.IndexOf(0ul) : 0;
        depth = depth < 0 ? addresses.Length : depth;
        return isFound;
    }

    /// <summary>Reads a stack: the addresses of its instructions, the innermost first.</summary>
    /// <param name="id">The stack's id, as <c>bpf_get_stackid</c> gave it.</param>
    /// <returns>The addresses; none where there is no such stack, or where the id is below zero, which is an error that the program was given for it.</returns>
    /// <exception cref="InvalidOperationException">The map has build ids.</exception>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    public ulong[] Read(int id)
    {
        var addresses = new ulong[MaxDepth];
        return TryRead(id, addresses, out var depth) ? addresses.AsSpan(0, depth).ToArray() : [];
    }

    /// <summary>Reads a stack whose frames are told by build ids, the innermost first.</summary>
    /// <param name="id">The stack's id.</param>
    /// <param name="frames">Where they go: <see cref="MaxDepth"/> of them.</param>
    /// <param name="depth">How many there are.</param>
    /// <returns>Whether there is such a stack.</returns>
    /// <exception cref="ArgumentException">The span has another length.</exception>
    /// <exception cref="InvalidOperationException">The map has no build ids.</exception>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    public bool TryRead(int id, Span<BuildIdFrame> frames, out int depth)
    {
        depth = 0;
        if (!TryRead(id, frames, hasBuildIds: true))
        {
            return false;
        }

        while (depth < frames.Length && frames[depth].Kind != BuildIdFrameKind.None)
        {
            depth++;
        }

        return true;
    }

    /// <summary>Takes a stack out, so that its place can be used again.</summary>
    /// <param name="id">The stack's id.</param>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    public bool Remove(int id) => Delete(ref Bytes(ref id));

    /// <summary>Goes through the ids; the current stack may be removed on the way.</summary>
    public KeyEnumerator<int> GetEnumerator() => new(this);

    static StackTraceMap IMapHandle<StackTraceMap>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<StackTraceMap>.Takes(MapType type) => type == MapType.StackTrace;

    private bool TryRead<T>(int id, Span<T> frames, bool hasBuildIds)
        where T : unmanaged
    {
        if (hasBuildIds != HasBuildIds)
        {
            throw new InvalidOperationException($"Map '{Name}' keeps {(HasBuildIds ? "build ids" : "addresses")}: see HasBuildIds.");
        }

        var bytes = MemoryMarshal.AsBytes(frames);
        CheckSize(bytes.Length, ValueSize, "stack");
        return Lookup(ref Bytes(ref id), ref MemoryMarshal.GetReference(bytes));
    }
}
