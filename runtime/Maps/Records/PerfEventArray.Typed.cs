using BpfGen.Loading;

namespace BpfGen;

/// <summary>
/// A perf event array (<c>BPF_MAP_TYPE_PERF_EVENT_ARRAY</c>) whose records are of one type: programs send them with <c>bpf_perf_event_output</c>, and
/// <see cref="OpenReader"/> receives them.
/// </summary>
/// <typeparam name="T">The type of the records, laid out as the program has it.</typeparam>
public sealed class PerfEventArray<T> : BpfMap, IMapHandle<PerfEventArray<T>>
    where T : unmanaged
{
    internal PerfEventArray(LoadedMap map)
        : base(map)
    {
    }

    /// <summary>
    /// Opens a buffer on every CPU that is online, and puts them into the map: from now on what programs send arrives. One reader at a time:
    /// a second one takes the records from the first.
    /// </summary>
    /// <param name="options">The sizes of the buffers; null for the usual ones.</param>
    /// <exception cref="BpfException">The kernel refuses (<c>perf_event_open</c>, <c>mmap</c>); <c>EPERM</c> or <c>EACCES</c> without <c>CAP_PERFMON</c>.</exception>
    public PerfEventReader<T> OpenReader(PerfReaderOptions? options = null) => new(this, options ?? new PerfReaderOptions());

    static PerfEventArray<T> IMapHandle<PerfEventArray<T>>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<PerfEventArray<T>>.Takes(MapType type) => type == MapType.PerfEventArray;
}
