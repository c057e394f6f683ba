using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using BpfGen.Generator.Collections;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Model;
using BpfGen.KernelFacts;

namespace BpfGen.Generator.Checks;

/// <summary>
/// Finds maps that no kernel accepts. Without these checks, the kernel would return only EINVAL at load time, without the cause.
/// </summary>
internal static class MapChecks
{
    /// <summary>
    /// The largest number that is accepted as an unknown map type. Up to this number, the type may come from a kernel that is newer than
    /// BpfGen. A larger number is an error.
    /// </summary>
    private const uint LastPossibleType = 255;

    /// <summary>
    /// The largest power of two in 32 bits. The loader rounds the size of a ring buffer up to a power of two of whole pages. A larger size
    /// cannot be rounded up.
    /// </summary>
    private const uint LargestRing = 1u << 31;

    /// <summary>The flag <c>BPF_F_NO_PREALLOC</c>.</summary>
    private const uint NoPreallocation = 1;

    /// <summary>
    /// The largest <c>map_extra</c> of a bloom filter, which is its number of hash functions. The kernel stores it in 4 bits.
    /// </summary>
    private const ulong MostHashFunctions = 15;

    private static readonly uint LastKnownType = Enum.GetValues(typeof(MapType)).Cast<uint>().Max();

    public static IEnumerable<Problem> Run(ObjectModel model, EquatableArray<PlannedHandle> handles)
    {
        foreach (var map in model.Maps.Where(map => map.StructOps is null && (map.Data is null || map.Type == MapType.Arena)))
        {
            if (map.Type == MapType.Unspecified || (uint)map.Type > LastPossibleType)
            {
                yield return Problem.Of(Rules.NoMapType, Printable.Name(map.Name), (uint)map.Type, LastKnownType);
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
        foreach (var (what, size) in new[] { ("key", map.KeySize), ("value", map.ValueSize) })
        {
            if (size > int.MaxValue)
            {
                yield return (
                    $"its {what} has {size} bytes, but the kernel allows at most {int.MaxValue}", $"Correct the type of the {what}");
            }
        }

        if (MapShapes.KeyOf(map.Type) is { } key && !key.Contains(map.KeySize))
        {
            yield return (Size("key", map.KeySize, key), KeyFix(map.Type, key));
        }

        // If the kernel accepts several sizes, do not report size 0, because the load options can set the size.
        if (MapShapes.ValueOf(map.Type) is { } value && !value.Contains(map.ValueSize) && (map.ValueSize != 0 || value.IsExact))
        {
            yield return (Size("value", map.ValueSize, value), ValueFix(value));
        }

        if (MapTypeTable.ForbidsPreallocation(map.Type) && (map.Flags & NoPreallocation) == 0)
        {
            yield return ($"its flags are {Flags(map)}, without BPF_F_NO_PREALLOC", "Add __uint(map_flags, BPF_F_NO_PREALLOC)");
        }

        if (MapTypeTable.RequiresMapping(map.Type) && !map.IsMappable)
        {
            yield return ($"its flags are {Flags(map)}, without BPF_F_MMAPABLE", "Add __uint(map_flags, BPF_F_MMAPABLE)");
        }

        if (map.Type is MapType.LruHash or MapType.LruPerCpuHash && (map.Flags & NoPreallocation) != 0)
        {
            yield return ($"its flags are {Flags(map)}, with BPF_F_NO_PREALLOC", "Remove BPF_F_NO_PREALLOC from its map_flags");
        }

        if (MapTypeTable.RequiresBtf(map.Type) && (map.KeyType == 0 || map.ValueType == 0))
        {
            yield return (
                $"the definition gives no type of its {(map.KeyType == 0 ? "key" : "value")}",
                "Use __type(key, int) and __type(value, …) in SEC(\".maps\"), and compile with -g");
        }

        if (map.MaxEntries != 0 && MapShapes.HasNoEntries(map.Type))
        {
            yield return ($"its max_entries is {map.MaxEntries}, but must be 0", "Remove max_entries from the definition");
        }

        if (map.Type is MapType.BloomFilter && map.Extra > MostHashFunctions)
        {
            yield return (
                $"its map_extra, the number of hash functions, is {map.Extra}", $"Use at most {MostHashFunctions}");
        }

        if (map.Type is MapType.RingBuffer or MapType.UserRingBuffer && map.MaxEntries > LargestRing)
        {
            yield return (
                $"its size is {map.MaxEntries} bytes, but a ring buffer can have at most {LargestRing} bytes", "Reduce max_entries");
        }

    }

    /// <summary>
    /// Reports sizes and inner maps that the load options must set, because the object does not. This is only a note, because objects for
    /// other loaders, such as libbpf's tools and Go loaders, also leave these settings to the loader.
    /// </summary>
    private static IEnumerable<Problem> Unset(ObjectModel model, string className)
    {
        var maps = model.Maps.Where(map => !map.IsTemplate).ToList();
        var names = MemberNames.Of(model, className);
        for (var i = 0; i < maps.Count; i++)
        {
            foreach (var problem in Unset(maps[i], names[i].CSharp, "{0}"))
            {
                yield return problem;
            }

            if (MapShapes.LacksInnerMap(maps[i]) && maps[i].PinPath is null)
            {
                yield return Problem.Of(Rules.SizeNotSet, $"{Described(maps[i])} has no inner map", names[i].CSharp, "InnerMap = { … }");
            }
            else if (maps[i].InnerMap is { } index && index < model.Maps.Count && model.Maps[index] is { IsTemplate: true } inner)
            {
                foreach (var problem in Unset(inner, names[i].CSharp, "InnerMap = {{ {0} }}"))
                {
                    yield return problem;
                }
            }
        }
    }

    /// <param name="map">The map.</param>
    /// <param name="member">The member of the load options that contains the options of the map.</param>
    /// <param name="form">
    /// A format of C# code that sets an option of the map. <c>{0}</c> stands for the name and the value of the option.
    /// </param>
    private static IEnumerable<Problem> Unset(MapModel map, string member, string form)
    {
        if (MapShapes.LacksEntries(map))
        {
            yield return Unset(map, "max_entries", member, form, "MaxEntries = …");
        }

        if (MapShapes.LacksValueSize(map))
        {
            yield return Unset(map, "value size", member, form, "ValueSize = …");
        }
    }

    private static Problem Unset(MapModel map, string what, string member, string form, string value)
    {
        var described = Described(map);
        var option = string.Format(CultureInfo.InvariantCulture, form, value);
        return Problem.Of(
            Rules.SizeNotSet, $"The {what} of {char.ToLowerInvariant(described[0])}{described.Substring(1)} is 0", member, option);
    }

    private static string Described(MapModel map) => $"Map {Printable.Name(map.Name)} ({map.Type})";

    private static string Size(string what, uint size, SizeRule rule) =>
        size == 0 ? $"it has no {what}, but the kernel requires {rule}"
        : rule.IsNone ? $"it has a {what} of {size} bytes, but this type has none"
        : $"its {what} has {size} bytes, but the kernel requires {rule}";

    private static string KeyFix(MapType type, SizeRule rule) => type switch
    {
        MapType.LpmTrie => "Use __type(key, struct …) with a __u32 prefix length and then the address",
        MapType.CgroupStorage or MapType.PerCpuCgroupStorage => "Use __type(key, struct bpf_cgroup_storage_key)",
        _ when rule.IsNone => "Remove the key (key or key_size) from the map definition",
        _ when MapTypeTable.RequiresBtf(type) => "Use __type(key, int)",
        _ when rule.IsExact && rule.Contains(sizeof(uint)) => "Use __type(key, __u32)",
        _ => "Use __type(key, …)",
    };

    private static string ValueFix(SizeRule rule) =>
        rule.IsNone ? "Remove the value (value or value_size) from the map definition"
        : rule.IsExact && rule.Contains(sizeof(uint)) ? "Use __type(value, __u32)"
        : "Correct the type of the value";

    private static string Flags(MapModel map) => $"0x{map.Flags:x}";
}
