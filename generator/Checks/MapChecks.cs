using System.Collections.Generic;
using System.Linq;
using BpfGen.Generator.Collections;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Checks;

/// <summary>
/// Finds maps that no kernel accepts. Without these checks, the kernel would return EINVAL at load time, which does not tell what is wrong.
/// </summary>
internal static class MapChecks
{
    /// <summary>
    /// The largest value of a map type that is not reported. A smaller unknown value can be a map type of a kernel that is newer than
    /// BpfGen.
    /// </summary>
    private const uint LastPossibleType = 255;

    /// <summary>
    /// The largest power of two in 32 bits. The loader rounds the size of a ring buffer up to a power of two of whole pages. A larger size
    /// cannot be rounded up.
    /// </summary>
    private const uint LargestRing = 1u << 31;

    public static IEnumerable<Problem> Run(ObjectModel model, EquatableArray<PlannedHandle> handles)
    {
        foreach (var map in model.Maps.Where(map => map.StructOps is null && (map.Data is null || map.Type == MapType.Arena)))
        {
            if (map.Type == MapType.Unspecified || (uint)map.Type > LastPossibleType)
            {
                yield return Problem.Of(Rules.NoMapType, Printable.Name(map.Name), (uint)map.Type, (uint)MapType.RHash);
                continue;
            }

            foreach (var (reason, fix) in Flaws(map).Take(1))
            {
                yield return Problem.Of(Rules.ImpossibleMap, Printable.Name(map.Name), map.Type, reason, fix);
            }
        }

        foreach (var problem in handles.SelectMany(handle => Unset(model, handle.Class.Name)).Distinct())
        {
            yield return problem;
        }
    }

    private static IEnumerable<(string Reason, string Fix)> Flaws(MapModel map)
    {
        if (MapShapes.KeyOf(map.Type) is { } key && !key.Contains(map.KeySize))
        {
            yield return (Size("key", map.KeySize, key), $"Use {key.Fix}");
        }

        if (map.KeySize is not (8 or 16) && map.Type is MapType.CgroupStorage or MapType.PerCpuCgroupStorage)
        {
            yield return (
                $"its key has {map.KeySize} bytes, but the kernel requires 8 or 16", "Use __type(key, struct bpf_cgroup_storage_key)");
        }

        if (MapShapes.ValueOf(map.Type) is { } value && !value.Contains(map.ValueSize))
        {
            yield return (Size("value", map.ValueSize, value), $"Use {value.Fix}");
        }

        if (SmallValue(map) is { } sizes)
        {
            yield return ($"its value has {map.ValueSize} bytes, but the kernel requires {sizes}", "Correct the type of the value");
        }

        if (map.Type is MapType.LpmTrie && (map.Flags & MapShapes.NoPreallocation) == 0)
        {
            yield return ($"its flags are {Flags(map)}, without BPF_F_NO_PREALLOC", "Add __uint(map_flags, BPF_F_NO_PREALLOC)");
        }

        if (map.Type is MapType.Arena && !map.IsMappable)
        {
            yield return ($"its flags are {Flags(map)}, without BPF_F_MMAPABLE", "Add __uint(map_flags, BPF_F_MMAPABLE)");
        }

        if (map.Type is MapType.LruHash or MapType.LruPerCpuHash && (map.Flags & MapShapes.NoPreallocation) != 0)
        {
            yield return ($"its flags are {Flags(map)}, with BPF_F_NO_PREALLOC", "Remove BPF_F_NO_PREALLOC from its map_flags");
        }

        if (MapShapes.IsLocalStorage(map.Type))
        {
            if ((map.Flags & MapShapes.NoPreallocation) == 0)
            {
                yield return ($"its flags are {Flags(map)}, without BPF_F_NO_PREALLOC", "Add __uint(map_flags, BPF_F_NO_PREALLOC)");
            }

            if (map.KeyType == 0 || map.ValueType == 0)
            {
                yield return (
                    $"the definition gives no type of its {(map.KeyType == 0 ? "key" : "value")}",
                    "Use __type(key, int) and __type(value, …) in SEC(\".maps\"), and compile with -g");
            }
        }

        if (map.MaxEntries != 0 && MapShapes.HasNoEntries(map.Type))
        {
            yield return ($"its max_entries is {map.MaxEntries}, but must be 0", "Remove max_entries from the definition");
        }

        if (map.Type is MapType.BloomFilter && map.Extra > MapShapes.MostHashFunctions)
        {
            yield return (
                $"its map_extra, the number of hash functions, is {map.Extra}", $"Use at most {MapShapes.MostHashFunctions}");
        }

        if (map.Type is MapType.RingBuffer or MapType.UserRingBuffer && map.MaxEntries > LargestRing)
        {
            yield return (
                $"its size is {map.MaxEntries} bytes, but must be a power of two of whole pages", $"Use at most {LargestRing} bytes");
        }

        // A map with a pin path is not reported: the load may open an existing map from the pin, and that map has an inner map.
        if (map is { Type: MapType.ArrayOfMaps or MapType.HashOfMaps, InnerMap: null, PinPath: null })
        {
            yield return (
                "it has no inner map", "Add __array(values, struct { … }) as its last member, with the definition of the inner maps");
        }

        if (map.IsTemplate && (MapShapes.LacksEntries(map) || MapShapes.LacksValueSize(map)))
        {
            yield return (
                $"its {(MapShapes.LacksEntries(map) ? "max_entries" : "value size")} is 0", "Give it in the definition of the inner map");
        }
    }

    /// <summary>
    /// Reports sizes that the load options must set, because the object does not. This is only a note, because objects of libbpf's tools
    /// also leave sizes open.
    /// </summary>
    private static IEnumerable<Problem> Unset(ObjectModel model, string className)
    {
        var maps = model.Maps.Where(map => !map.IsTemplate).ToList();
        var names = MemberNames.Of(model, className);
        for (var i = 0; i < maps.Count; i++)
        {
            var map = maps[i];
            if (MapShapes.LacksEntries(map))
            {
                yield return Problem.Of(Rules.SizeNotSet, Printable.Name(map.Name), map.Type, "max_entries", names[i].CSharp, "MaxEntries");
            }

            if (MapShapes.LacksValueSize(map))
            {
                yield return Problem.Of(Rules.SizeNotSet, Printable.Name(map.Name), map.Type, "value size", names[i].CSharp, "ValueSize");
            }
        }
    }

    /// <summary>
    /// The value sizes that the kernel allows, as text. Null if the value has one of these sizes, or if its size is 0 (the load options can
    /// set it).
    /// </summary>
    private static string? SmallValue(MapModel map) => map.Type switch
    {
        MapType.DevMap or MapType.DevMapHash or MapType.CpuMap or MapType.SockMap or MapType.SockHash or MapType.ReusePortSockArray
            when map.ValueSize is not (0 or 4 or 8) => "4 or 8",
        MapType.StackTrace when map.ValueSize % 8 != 0 => "a multiple of 8",
        _ => null,
    };

    private static string Size(string what, uint size, MapShapes.SizeRange range) =>
        size == 0 ? $"it has no {what}, but the kernel requires {range}"
        : range.Most == 0 ? $"it has a {what} of {size} bytes, but this type has none"
        : $"its {what} has {size} bytes, but the kernel requires {range}";

    private static string Flags(MapModel map) => $"0x{map.Flags:x}";
}
