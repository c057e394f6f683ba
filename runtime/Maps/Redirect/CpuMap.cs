using BpfGen.Loading;

namespace BpfGen;

/// <summary>An array of CPUs (<c>BPF_MAP_TYPE_CPUMAP</c>), which XDP programs hand packets to: the index is the CPU.</summary>
public sealed class CpuMap : RedirectMap, IMapHandle<CpuMap>
{
    private CpuMap(LoadedMap map)
        : base(map)
    {
    }

    /// <summary>Makes a queue for a CPU.</summary>
    /// <param name="cpu">The CPU, below <see cref="BpfMap.MaxEntries"/>; it has to be one that the machine could have.</param>
    /// <param name="queueSize">How many packets may wait, at most 16,384; what comes more is dropped.</param>
    /// <param name="program">A program of section <c>xdp/cpumap</c> that sees each packet on the CPU; null for none.</param>
    /// <exception cref="System.ArgumentException">The map has no room for programs.</exception>
    /// <exception cref="BpfException">
    /// The kernel refuses: <c>E2BIG</c> for a CPU that is too large, <c>ENODEV</c> for one that the machine does not have, <c>EOVERFLOW</c> for a queue that is too
    /// long, <c>ENOMEM</c> also for a program of another section.
    /// </exception>
    public void Set(uint cpu, uint queueSize, BpfProgram? program = null) => Set(cpu, queueSize, program, UpdateMode.Any);

    /// <summary>Takes the queue of a CPU away, once it is empty.</summary>
    /// <param name="cpu">The CPU.</param>
    /// <exception cref="BpfException">The kernel refuses: <c>EINVAL</c> for a CPU that is too large.</exception>
    public void Remove(uint cpu) => Delete(ref Bytes(ref cpu));

    static CpuMap IMapHandle<CpuMap>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<CpuMap>.Takes(MapType type) => type == MapType.CpuMap;
}
