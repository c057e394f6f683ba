using BpfGen.Interop;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>
/// A perf event array (<c>BPF_MAP_TYPE_PERF_EVENT_ARRAY</c>): programs send records through it with <c>bpf_perf_event_output</c>, and
/// <see cref="OpenReader"/> receives them.
/// </summary>
public sealed class PerfEventArray : BpfMap, IMapHandle<PerfEventArray>
{
    private PerfEventArray(LoadedMap map)
        : base(map)
    {
    }

    /// <summary>The same array with records of one type. Disposing either disposes both.</summary>
    /// <typeparam name="T">A struct, laid out as the program has it.</typeparam>
    public PerfEventArray<T> As<T>()
        where T : unmanaged => new(Origin);

    /// <summary>
    /// Opens a buffer on every CPU that is online, and puts them into the map: from now on what programs send arrives. One reader at a time:
    /// a second one takes the records from the first.
    /// </summary>
    /// <param name="options">The sizes of the buffers; null for the usual ones.</param>
    /// <exception cref="BpfException">The kernel refuses (<c>perf_event_open</c>, <c>mmap</c>); <c>EPERM</c> or <c>EACCES</c> without <c>CAP_PERFMON</c>.</exception>
    public PerfEventReader OpenReader(PerfReaderOptions? options = null) => new(this, options ?? new PerfReaderOptions());

    /// <summary>Makes a CPU's records go to a perf event.</summary>
    internal static void SetCpu(BpfMap map, int cpu, FileDescriptor perfEvent)
    {
        using var lease = perfEvent.Use();
        var number = lease.Number;
        map.Update(ref Bytes(ref cpu), ref Bytes(ref number), UpdateMode.Any);
    }

    static PerfEventArray IMapHandle<PerfEventArray>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<PerfEventArray>.Takes(MapType type) => type == MapType.PerfEventArray;
}
