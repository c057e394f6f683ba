using System;
using System.Linq;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Elf;
using BpfGen.Generator.Model;
using BpfGen.KernelFacts;

namespace BpfGen.Generator.Linking;

/// <summary>
/// Reads a legacy map definition: a struct of 32-bit numbers, used before BTF. The struct's size identifies the layout: 20 bytes (libbpf),
/// 24 (the kernel's samples), 28 (the kernel's samples or aya: see the remarks), 36 (iproute2), or 280 (gobpf).
/// </summary>
/// <remarks>
/// A definition of 28 bytes has two layouts. Its last two numbers are the inner map and the NUMA node in the kernel's samples, but an ID
/// and <c>pinning</c> in aya. The layout is that of the samples if the map is a map of maps, or if its flags contain
/// <c>BPF_F_NUMA_NODE</c>: aya supports neither in such definitions. For all other maps, the layout is that of aya, because the samples do
/// not use the two numbers.
/// </remarks>
internal static class LegacyMapDefinitionReader
{
    private const uint FlagNumaNode = 1 << 2;
    private const int BasicSize = 20;
    private const string SectionPrefix = "maps/";

    public static ParsedMap? Read(ElfImage image, ElfSection section, ElfSymbol symbol, int size, ProblemList problems)
    {
        var bytes = section.Data.Slice((int)symbol.Value, size);
        // Like cilium/ebpf and libbpf before 1.0, accept any other size if all bytes after the first 20 are zero.
        if (size is not (BasicSize or 24 or 28 or 36 or PinPaths.GobpfSize)
            && (size < BasicSize || bytes.Slice(BasicSize).ToArray().Any(value => value != 0)))
        {
            problems.Add(
                Rules.BadMapDefinition,
                $"map {Printable.Name(symbol.Name)}",
                Printable.Name(section.Name),
                $"it has {size} bytes, but a definition has 20 (type, key size, value size, max entries, flags), "
                + $"24 or 28 (these and inner map, NUMA node), 36 (iproute2) or {PinPaths.GobpfSize} (gobpf); in any other size, zeros "
                + "must follow the first 20 bytes");
            return null;
        }

        var fields = new uint[Math.Min(size, 36) / sizeof(uint)];
        for (var i = 0; i < fields.Length; i++)
        {
            fields[i] = image.UInt32(bytes.Slice(i * sizeof(uint)));
        }

        var map = ImpliedSizes.Of(new(NameOf(section, symbol, size), (MapType)fields[0], fields[1], fields[2], fields[3], fields[4]));
        var definition = new ParsedMap(map, section, symbol.Value);
        return size switch
        {
            24 => definition with { Inner = IsMapOfMaps(map) ? new InnerMapReference(fields[5], IsId: false) : null },
            28 when IsMapOfMaps(map) || (map.Flags & FlagNumaNode) != 0 => definition with
            {
                Map = map with { NumaNode = (map.Flags & FlagNumaNode) != 0 ? fields[6] : 0 },
                Inner = IsMapOfMaps(map) ? new InnerMapReference(fields[5], IsId: false) : null,
            },
            28 => definition with
            {
                Map = map with { Pinning = fields[6], PinPath = PinPaths.OfLibbpf(map.Name, fields[6], problems) },
            },
            36 => definition with
            {
                Map = map with { Pinning = fields[6], PinPath = PinPaths.OfIproute2(map.Name, fields[6], problems) },
                Id = fields[5],
                Inner = IsMapOfMaps(map) && fields[7] != 0 ? new InnerMapReference(fields[7], IsId: true) : null,
            },
            PinPaths.GobpfSize => definition with
            {
                Map = map with { Pinning = fields[5], PinPath = PinPaths.OfGobpf(map.Name, fields[5], bytes.Slice(24), problems) },
            },
            _ => definition,
        };
    }

    private static bool IsMapOfMaps(MapModel map) => MapTypeTable.HoldsMaps(map.Type);

    /// <summary>Gets the map's name. gobpf names a map after its section; all other layouts use the symbol's name.</summary>
    private static string NameOf(ElfSection section, ElfSymbol symbol, int size) =>
        size == PinPaths.GobpfSize && section.Name.StartsWith(SectionPrefix, StringComparison.Ordinal)
            && section.Name.Length > SectionPrefix.Length
            ? section.Name.Substring(SectionPrefix.Length)
            : symbol.Name;
}
