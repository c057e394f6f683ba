using System;
using System.Collections.Generic;
using System.Linq;
using BpfGen.Btf;
using BpfGen.Generator.Btf;
using BpfGen.Generator.Elf;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Linking;

/// <summary>Creates a map for each section of global variables: an array whose only element holds the contents of the section.</summary>
internal static class DataReader
{
    private const uint FlagReadOnlyForProgram = 1 << 7;

    public static IEnumerable<(ElfSection Section, MapModel Map)> Read(ElfObject elf, BtfTypes? types)
    {
        foreach (var section in elf.Sections)
        {
            var isReadOnly = IsNamed(section, ".rodata");
            var isData = section.Type switch
            {
                ElfSectionType.ProgramBits => !section.IsExecutable && (isReadOnly || IsNamed(section, ".data")),
                ElfSectionType.NoBits => IsNamed(section, ".bss"),
                _ => false,
            };
            if (section.Size > 0 && isData)
            {
                var flags = (isReadOnly ? FlagReadOnlyForProgram : 0) | (IsVisible(section, types) ? MapModel.FlagMappable : 0);
                yield return (section, new MapModel(section.Name, MapType.Array, sizeof(uint), (uint)section.Size, 1, flags)
                {
                    ValueType = types?.DataSection(section.Name)?.Id ?? 0,
                    Data = new SectionData(WordConverter.Of(elf.Image, section.Data), isReadOnly),
                });
            }
        }
    }

    /// <returns>The map of the kernel's configuration values, or null if the object declares none.</returns>
    public static MapModel? ReadConfig(ExternTable externs, BtfTypes? types) => externs.ConfigSize == 0 ? null
        : new MapModel(
            ExternReader.ConfigSection,
            MapType.Array,
            sizeof(uint),
            (uint)externs.ConfigSize,
            1,
            FlagReadOnlyForProgram | MapModel.FlagMappable)
        {
            ValueType = types?.DataSection(ExternReader.ConfigSection)?.Id ?? 0,
            Data = new SectionData([], IsReadOnly: true),
            Config = externs.Config,
        };

    private static bool IsNamed(ElfSection section, string kind) =>
        section.Name == kind || section.Name.StartsWith(kind + ".", StringComparison.Ordinal);

    /// <summary>
    /// Tells whether user space maps the section into its memory. A section without BTF is not mapped. A section with only static variables
    /// is not mapped either, because static variables are private to the eBPF source.
    /// </summary>
    private static bool IsVisible(ElfSection section, BtfTypes? types) => types?.DataSection(section.Name) is { } data
        && types.Variables(data).Any(variable => types[variable.Type] is { Kind: BtfKind.Variable } type && !BtfTypes.IsStatic(type));
}
