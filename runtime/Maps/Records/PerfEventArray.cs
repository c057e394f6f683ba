using BpfGen.Interop;
using BpfGen.Loading;
using BpfGen.Maps;

namespace BpfGen;

/// <summary>
/// A perf event array (<c>BPF_MAP_TYPE_PERF_EVENT_ARRAY</c>). Programs send records with <c>bpf_perf_event_output</c>;
/// <see cref="OpenReader"/> receives them. There is one buffer for each CPU.
/// </summary>
public sealed class PerfEventArray : BpfMap, IMapHandle<PerfEventArray>
{
    private PerfEventArray(LoadedMap map)
        : base(map)
    {
    }

    /// <summary>Returns the same array with typed records. Disposing one of the two objects disposes both.</summary>
    /// <typeparam name="T">The struct of a record, with the same layout as in the eBPF program.</typeparam>
    public PerfEventArray<T> As<T>()
        where T : unmanaged => new(Origin);

    /// <summary>
    /// Opens a buffer on every online CPU and puts the buffers into the map. From then on, the reader receives records. Use one reader at a
    /// time: a second reader receives the records instead of the first.
    /// </summary>
    /// <param name="options">The sizes of the buffers; null for the defaults.</param>
    /// <returns>The reader. Dispose it to stop receiving.</returns>
    /// <exception cref="BpfException">
    /// The kernel rejected <c>perf_event_open</c> or <c>mmap</c>: <c>EPERM</c> or <c>EACCES</c> without <c>CAP_PERFMON</c>.
    /// </exception>
    public PerfEventReader OpenReader(PerfReaderOptions? options = null) => new(this, options ?? new PerfReaderOptions());

    /// <summary>Sets the perf event whose buffer receives the records that programs send on a CPU.</summary>
    internal static void SetCpu(BpfMap map, int cpu, FileDescriptor perfEvent)
    {
        using var lease = perfEvent.Use();
        var number = lease.Number;
        map.Update(ref Bytes(ref cpu), ref Bytes(ref number), UpdateMode.Any);
    }

    /// <summary>Creates a perf event array without an object file. The array has an entry for each CPU.</summary>
    /// <param name="options">The name, flags, NUMA node and pin; null for none.</param>
    /// <returns>The new map. Dispose it when you no longer need it.</returns>
    /// <exception cref="BpfException">
    /// The kernel rejected the map, or a map of another type or size is pinned at the path in the options.
    /// </exception>
    public static PerfEventArray Create(MapCreateOptions? options = null) =>
        MapCreation.Create<PerfEventArray>(MapType.PerfEventArray, sizeof(uint), sizeof(uint), maxEntries: 0, options);

    static PerfEventArray IMapHandle<PerfEventArray>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<PerfEventArray>.Takes(MapType type) => type == MapType.PerfEventArray;
}
