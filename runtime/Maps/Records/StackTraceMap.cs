using System;
using System.Runtime.InteropServices;
using BpfGen.Loading;
using BpfGen.Maps;

namespace BpfGen;

/// <summary>
/// A map of call stacks (<c>BPF_MAP_TYPE_STACK_TRACE</c>). The helper <c>bpf_get_stackid</c> stores a stack and returns the stack's id,
/// which is its key in the map.
/// </summary>
public sealed class StackTraceMap : BpfMap, IMapHandle<StackTraceMap>
{
    private const uint FlagBuildId = 1 << 5;

    private StackTraceMap(LoadedMap map)
        : base(map)
    {
    }

    /// <summary>
    /// Whether each frame contains the build id of its file and an offset (<c>BPF_F_STACK_BUILD_ID</c>) instead of an address. Such frames
    /// can be symbolized after the process has ended. Read them with <see cref="TryRead(int, Span{BuildIdFrame}, out int)"/>.
    /// </summary>
    public bool HasBuildIds => (Flags & FlagBuildId) != 0;

    /// <summary>The maximum number of frames of a stack.</summary>
    public int MaxDepth => ValueSize / FrameSize;

    private unsafe int FrameSize => HasBuildIds ? sizeof(BuildIdFrame) : sizeof(ulong);

    /// <summary>Reads a stack as instruction addresses. The innermost frame comes first.</summary>
    /// <param name="id">The stack's id, as <c>bpf_get_stackid</c> returned it.</param>
    /// <param name="addresses">Receives the addresses. Its length must be <see cref="MaxDepth"/>.</param>
    /// <param name="depth">The number of frames of the stack.</param>
    /// <returns>True if the map has a stack with this id; otherwise false.</returns>
    /// <exception cref="ArgumentException">The span has the wrong length.</exception>
    /// <exception cref="InvalidOperationException">The map stores build ids (<see cref="HasBuildIds"/>).</exception>
    /// <exception cref="BpfException">The kernel rejected the command.</exception>
    public bool TryRead(int id, Span<ulong> addresses, out int depth)
    {
        var isFound = TryRead(id, addresses, hasBuildIds: false);
        depth = isFound ? addresses.IndexOf(0ul) : 0;
        depth = depth < 0 ? addresses.Length : depth;
        return isFound;
    }

    /// <summary>Reads a stack as instruction addresses. The innermost frame comes first.</summary>
    /// <param name="id">The stack's id, as <c>bpf_get_stackid</c> returned it.</param>
    /// <returns>
    /// The addresses. Empty if the map has no stack with this id. A negative id is an error
    /// code that <c>bpf_get_stackid</c> returned; then the result is empty, too.
    /// </returns>
    /// <exception cref="InvalidOperationException">The map stores build ids (<see cref="HasBuildIds"/>).</exception>
    /// <exception cref="BpfException">The kernel rejected the command.</exception>
    public ulong[] Read(int id)
    {
        var addresses = new ulong[MaxDepth];
        return TryRead(id, addresses, out var depth) ? addresses.AsSpan(0, depth).ToArray() : [];
    }

    /// <summary>Reads a stack as frames with build ids. The innermost frame comes first.</summary>
    /// <param name="id">The stack's id, as <c>bpf_get_stackid</c> returned it.</param>
    /// <param name="frames">Receives the frames. Its length must be <see cref="MaxDepth"/>.</param>
    /// <param name="depth">The number of frames of the stack.</param>
    /// <returns>True if the map has a stack with this id; otherwise false.</returns>
    /// <exception cref="ArgumentException">The span has the wrong length.</exception>
    /// <exception cref="InvalidOperationException">The map stores addresses (<see cref="HasBuildIds"/> is false).</exception>
    /// <exception cref="BpfException">The kernel rejected the command.</exception>
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

    /// <summary>Removes a stack, so that its slot can be used again.</summary>
    /// <param name="id">The stack's id.</param>
    /// <returns>True if the entry was removed; false if it did not exist.</returns>
    /// <exception cref="BpfException">The kernel rejected the command.</exception>
    public bool Remove(int id) => Delete(ref Bytes(ref id));

    /// <summary>Enumerates the ids of the stacks. You may remove the current stack during the enumeration.</summary>
    public KeyEnumerator<int> GetEnumerator() => new(this);

    /// <summary>Creates a map of stack traces without an object file.</summary>
    /// <param name="maxEntries">The maximum number of stacks.</param>
    /// <param name="maxDepth">
    /// The maximum number of frames of a stack. The kernel limits it: see <c>kernel.perf_event_max_stack</c>.
    /// </param>
    /// <param name="options">The name, flags, NUMA node and pin; null for none.</param>
    /// <returns>The new map. Dispose it when you no longer need it.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxDepth"/> is not positive, or too large.</exception>
    /// <exception cref="BpfException">
    /// The kernel rejected the map, or a map of another type or size is pinned at the path in the options.
    /// </exception>
    public static unsafe StackTraceMap Create(uint maxEntries, int maxDepth = 127, MapCreateOptions? options = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxDepth);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxDepth, int.MaxValue / sizeof(BuildIdFrame));
        var frameSize = ((options?.Flags ?? 0) & FlagBuildId) != 0 ? sizeof(BuildIdFrame) : sizeof(ulong);
        return MapCreation.Create<StackTraceMap>(
            MapType.StackTrace, sizeof(uint), maxDepth * frameSize, maxEntries, options);
    }

    static StackTraceMap IMapHandle<StackTraceMap>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<StackTraceMap>.Takes(MapType type) => type == MapType.StackTrace;

    private bool TryRead<T>(int id, Span<T> frames, bool hasBuildIds)
        where T : unmanaged
    {
        if (hasBuildIds != HasBuildIds)
        {
            throw new InvalidOperationException(
                $"Map '{Name}' stores {(HasBuildIds ? "build ids, not addresses" : "addresses, not build ids")}: see HasBuildIds.");
        }

        var bytes = MemoryMarshal.AsBytes(frames);
        CheckSize(bytes.Length, ValueSize, "stack");
        return Lookup(ref Bytes(ref id), ref MemoryMarshal.GetReference(bytes));
    }
}
