using System;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Elf;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Linking;

/// <summary>
/// Reads a legacy map definition: a struct of 32-bit numbers, used before BTF. Its size identifies one of five layouts: 20 bytes (libbpf),
/// 24 or 28 (the kernel's samples), 36 (iproute2), or 280 (gobpf).
/// </summary>
internal static class LegacyMapDefinitionReader
{
    private const uint FlagNumaNode = 1 << 2;

    public static ParsedMap? Read(ElfImage image, ElfSection section, ElfSymbol symbol, int size, ProblemList problems)
    {
        var bytes = section.Data.Slice((int)symbol.Value, size);
        if (size is not (20 or 24 or 28 or 36 or PinPaths.GobpfSize))
        {
            problems.Add(
                Rules.BadMapDefinition,
                $"map {Printable.Name(symbol.Name)}",
                Printable.Name(section.Name),
                $"it has {size} bytes, but a definition has 20 (type, key size, value size, max entries, flags), 24 or 28 (these and "
                + $"inner map, NUMA node), 36 (iproute2) or {PinPaths.GobpfSize} (gobpf)");
            return null;
        }

        var fields = new uint[Math.Min(size, 36) / sizeof(uint)];
        for (var i = 0; i < fields.Length; i++)
        {
            fields[i] = image.UInt32(bytes.Slice(i * sizeof(uint)));
        }

        var map = new MapModel(NameOf(section, symbol), (MapType)fields[0], fields[1], fields[2], fields[3], fields[4]);
        var definition = new ParsedMap(map, section, symbol.Value);
        return size switch
        {
            24 or 28 => definition with
            {
                Map = map with { NumaNode = size == 28 && (map.Flags & FlagNumaNode) != 0 ? fields[6] : 0 },
                Inner = IsMapOfMaps(map) ? new InnerMapReference(fields[5], IsId: false) : null,
            },
            36 => definition with
            {
                Map = map with { PinPath = PinPaths.OfIproute2(map.Name, fields[6], problems) },
                Id = fields[5],
                Inner = IsMapOfMaps(map) && fields[7] != 0 ? new InnerMapReference(fields[7], IsId: true) : null,
            },
            PinPaths.GobpfSize => definition with
            {
                Map = map with { PinPath = PinPaths.OfGobpf(map.Name, fields[5], bytes.Slice(24), problems) },
            },
            _ => definition,
        };
    }

    private static bool IsMapOfMaps(MapModel map) => map.Type is MapType.ArrayOfMaps or MapType.HashOfMaps;

    /// <summary>Gets the map's name. gobpf names a map after its section; all other layouts use the symbol's name.</summary>
    private static string NameOf(ElfSection section, ElfSymbol symbol) =>
        section.Name.Length > "maps/".Length ? section.Name.Substring("maps/".Length) : symbol.Name;
}
