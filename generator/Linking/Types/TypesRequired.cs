using System.Linq;
using BpfGen.Generator.Elf;

namespace BpfGen.Generator.Linking;

/// <summary>
/// Finds a section that requires BTF in an object without BTF. One error reports the missing BTF. Without this check, each map, and each
/// instruction that uses a map, would cause an error of its own.
/// </summary>
internal static class TypesRequired
{
    /// <returns>The name of the section; null if the object has BTF, or if none of its sections requires BTF.</returns>
    public static string? ByAnySection(ElfObject elf) => elf.Sections.Any(section => section.Name == ".BTF")
        ? null
        : elf.Sections.FirstOrDefault(section => section.Size > 0 && Requires(SectionNames.WithoutMark(section.Name)))?.Name;

    private static bool Requires(string section) => BtfMapReader.IsNameOf(section) || section is ".struct_ops" or ".struct_ops.link";
}
