using System.Linq;
using BpfGen.Generator.Elf;

namespace BpfGen.Generator.Linking;

/// <summary>
/// Finds the section that makes an object unusable without BTF. One error then states the cause; without it, each map and each instruction
/// that uses a map would be an error of its own.
/// </summary>
internal static class TypesRequired
{
    /// <returns>The name of the section, or null if the object has BTF or requires none.</returns>
    public static string? ByAnySection(ElfObject elf) => elf.Sections.Any(section => section.Name == ".BTF")
        ? null
        : elf.Sections.FirstOrDefault(section => section.Size > 0 && Requires(SectionNames.WithoutMark(section.Name)))?.Name;

    private static bool Requires(string section) => section is BtfMapReader.Section or ".struct_ops" or ".struct_ops.link";
}
