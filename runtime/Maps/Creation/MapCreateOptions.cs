using System;
using BpfGen.Host;

namespace BpfGen;

/// <summary>Options of a map that is created without an object, such as <c>HashMap&lt;uint, ulong&gt;.Create(1024)</c>.</summary>
/// <example>
/// <code>
/// using var counts = HashMap&lt;uint, ulong&gt;.Create(1024, new() { Name = "counts", PinPath = "/sys/fs/bpf/counts" });
/// </code>
/// </example>
public sealed class MapCreateOptions
{
    /// <summary>The map's name, of which the kernel keeps 15 characters. If null, the map is named after its type.</summary>
    public string? Name { get; init; }

    /// <summary>
    /// The <c>BPF_F_…</c> flags (<c>uapi/linux/bpf.h</c>). BpfGen adds the flags that the kernel requires for the map type.
    /// </summary>
    public uint Flags { get; init; }

    /// <summary>The NUMA node of the map's memory. Setting a node also sets the flag <c>BPF_F_NUMA_NODE</c>. Null for any node.</summary>
    public uint? NumaNode { get; init; }

    /// <summary>
    /// A number whose meaning depends on the map type (<c>map_extra</c>): a bloom filter's number of hash functions, or an arena's address.
    /// </summary>
    public ulong Extra { get; init; }

    /// <summary>
    /// The path of a BPF file system that delegates eBPF to the user namespace of the process: see
    /// <see cref="BpfGen.Loading.ObjectOptions.TokenPath"/>.
    /// </summary>
    public string? TokenPath { get; init; }

    /// <summary>
    /// The path of the map's pin in a BPF file system. If a map of the same type and sizes is pinned at the path, the <c>Create</c> method
    /// opens that map. Otherwise it creates and pins a new map, and creates missing folders. Null for no pin.
    /// </summary>
    /// <exception cref="ArgumentException">The path is empty or relative.</exception>
    public string? PinPath
    {
        get;
        init => field = value is null ? null : PinPaths.Checked(value, nameof(PinPath));
    }
}
