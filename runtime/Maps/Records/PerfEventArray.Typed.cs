using BpfGen.Loading;
using BpfGen.Maps;

namespace BpfGen;

/// <summary>
/// A perf event array (<c>BPF_MAP_TYPE_PERF_EVENT_ARRAY</c>) with records of one type. Programs send records with
/// <c>bpf_perf_event_output</c>; <see cref="OpenReader"/> receives them. There is one buffer for each CPU.
/// </summary>
/// <typeparam name="T">The type of the records, with the same layout as in the eBPF program.</typeparam>
/// <example>
/// <code>
/// using var tracer = Tracer.Load();
/// using var links = tracer.Attach();
/// using var reader = tracer.Events.OpenReader();    // PerfEventArray&lt;Tracer.Types.Event&gt;
/// while (true)
/// {
///     foreach (ref readonly var record in reader.Read(Timeout.InfiniteTimeSpan))
///     {
///         Console.WriteLine($"Process {record.Pid}");
///     }
/// }
/// </code>
/// </example>
public sealed class PerfEventArray<T> : BpfMap, IMapHandle<PerfEventArray<T>>
    where T : unmanaged
{
    internal PerfEventArray(LoadedMap map)
        : base(map)
    {
    }

    /// <summary>
    /// Opens a buffer on every online CPU and puts the buffers into the map. From then on, the reader receives records. Use one reader at a
    /// time: a second reader receives the records instead of the first.
    /// </summary>
    /// <param name="options">The sizes of the buffers; null for the defaults.</param>
    /// <returns>The reader. Dispose it to stop receiving.</returns>
    /// <exception cref="BpfException">
    /// The kernel rejected <c>perf_event_open</c> or <c>mmap</c>: <c>EPERM</c> or <c>EACCES</c> without <c>CAP_PERFMON</c>.
    /// </exception>
    public PerfEventReader<T> OpenReader(PerfReaderOptions? options = null) => new(this, options ?? new PerfReaderOptions());

    /// <summary>Creates a perf event array without an object file. The array has an entry for each CPU.</summary>
    /// <param name="options">The name, flags, NUMA node and pin; null for none.</param>
    /// <returns>The new map. Dispose it when you no longer need it.</returns>
    /// <exception cref="BpfException">
    /// The kernel rejected the map, or a map of another type or size is pinned at the path in the options.
    /// </exception>
    public static PerfEventArray<T> Create(MapCreateOptions? options = null) =>
        MapCreation.Create<PerfEventArray<T>>(MapType.PerfEventArray, sizeof(uint), sizeof(uint), maxEntries: 0, options);

    static PerfEventArray<T> IMapHandle<PerfEventArray<T>>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<PerfEventArray<T>>.Takes(MapType type) => type == MapType.PerfEventArray;
}
