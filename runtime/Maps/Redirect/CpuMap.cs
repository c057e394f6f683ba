using BpfGen.Loading;
using BpfGen.Maps;

namespace BpfGen;

/// <summary>An array of CPUs (<c>BPF_MAP_TYPE_CPUMAP</c>) that XDP programs redirect packets to. The index is the CPU number.</summary>
public sealed class CpuMap : RedirectMap, IMapHandle<CpuMap>
{
    private CpuMap(LoadedMap map)
        : base(map)
    {
    }

    /// <summary>Creates the packet queue of a CPU.</summary>
    /// <param name="cpu">The CPU number, below <see cref="BpfMap.MaxEntries"/>. It must be a possible CPU of the machine.</param>
    /// <param name="queueSize">The maximum number of waiting packets, at most 16,384. The kernel drops further packets.</param>
    /// <param name="program">A program of section <c>xdp/cpumap</c> that runs for each packet on the CPU; null for none.</param>
    /// <exception cref="System.ArgumentException">
    /// A program is given, but the map does not support programs: see <see cref="RedirectMap.TakesPrograms"/>.
    /// </exception>
    /// <exception cref="BpfException">
    /// The kernel rejected the command: <c>E2BIG</c> if the CPU number is out of range, <c>ENODEV</c> if the machine does not have the CPU,
    /// <c>EOVERFLOW</c> if the queue is too long, <c>ENOMEM</c> if memory is low or the program is not in section <c>xdp/cpumap</c>.
    /// </exception>
    public void Set(uint cpu, uint queueSize, BpfProgram? program = null) => Set(cpu, queueSize, program, UpdateMode.Any);

    /// <summary>Removes the queue of a CPU once the queue is empty.</summary>
    /// <param name="cpu">The CPU number.</param>
    /// <exception cref="BpfException">The kernel rejected the command: <c>EINVAL</c> if the CPU number is out of range.</exception>
    public void Remove(uint cpu) => Delete(ref Bytes(ref cpu));

    /// <summary>Creates a map of CPUs without an object file. Its entries can have programs.</summary>
    /// <param name="length">The number of elements. It must be larger than the highest CPU number that you set.</param>
    /// <param name="options">The name, flags, NUMA node and pin; null for none.</param>
    /// <returns>The new map. Dispose it when you no longer need it.</returns>
    /// <exception cref="BpfException">
    /// The kernel rejected the map, or a map of another type or size is pinned at the path in the options.
    /// </exception>
    public static CpuMap Create(uint length, MapCreateOptions? options = null) =>
        MapCreation.Create<CpuMap>(MapType.CpuMap, sizeof(uint), SizeWithProgram, length, options);

    static CpuMap IMapHandle<CpuMap>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<CpuMap>.Takes(MapType type) => type == MapType.CpuMap;
}
