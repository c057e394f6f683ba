using System;
using System.Collections.Generic;
using BpfGen.KernelFacts;

namespace BpfGen.Generator.Model;

/// <summary>The features of the kernel that a map requires.</summary>
internal static class MapRequirements
{
    /// <summary>The flags of maps, each with the first kernel that accepts the flag.</summary>
    private static readonly (uint Flag, string Name, Version Kernel)[] Flags =
    [
        (1 << 0, "BPF_F_NO_PREALLOC", new Version(4, 6)),
        (1 << 1, "BPF_F_NO_COMMON_LRU", new Version(4, 10)),
        (1 << 2, "BPF_F_NUMA_NODE", new Version(4, 14)),
        (1 << 3, "BPF_F_RDONLY", new Version(4, 15)),
        (1 << 4, "BPF_F_WRONLY", new Version(4, 15)),
        (1 << 5, "BPF_F_STACK_BUILD_ID", new Version(4, 17)),
        (1 << 6, "BPF_F_ZERO_SEED", new Version(5, 0)),
        (1 << 7, "BPF_F_RDONLY_PROG", new Version(5, 2)),
        (1 << 8, "BPF_F_WRONLY_PROG", new Version(5, 2)),
        (1 << 9, "BPF_F_CLONE", new Version(5, 4)),
        (MapModel.FlagMappable, "BPF_F_MMAPABLE", new Version(5, 5)),
        (1 << 11, "BPF_F_PRESERVE_ELEMS", new Version(5, 10)),
        (1 << 12, "BPF_F_INNER_MAP", new Version(5, 10)),
        (1 << 13, "BPF_F_LINK", new Version(6, 4)),
        (1 << 19, "BPF_F_RB_OVERWRITE", FirstKernels.RingBufferOverwrite),
    ];

    public static IEnumerable<KernelRequirement> Of(MapModel map)
    {
        if (MapTypeTable.FirstKernel(map.Type) is { } kernel)
        {
            yield return new KernelRequirement(kernel, $"has the type {map.Type}") { IsOfType = true };
        }

        // Ignore BPF_F_MMAPABLE for maps of global variables: on a kernel without this flag, the loader creates these maps without it.
        foreach (var flag in Flags)
        {
            if ((map.Flags & flag.Flag) != 0 && (map.Data is null || flag.Flag != MapModel.FlagMappable))
            {
                yield return new KernelRequirement(flag.Kernel, $"has the flag {flag.Name}");
            }
        }
    }
}
