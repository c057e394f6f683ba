using System.Linq;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Elf;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Linking;

/// <summary>Makes of an object file what the kernel wants: maps to create, and programs whose every relocation is resolved.</summary>
internal static class ObjectLinker
{
    public static ObjectModel Link(ElfObject elf, ProblemList problems)
    {
        var license = LicenseReader.Read(elf, problems);
        var maps = MapReader.Read(elf, problems);
        var programs = new ProgramLinker(elf, maps, problems).LinkAll();

        return new ObjectModel(
            elf.Image.IsLittleEndian,
            license,
            elf.Sections.Skip(1).Select(section => section.Name).ToEquatableArray(),
            maps.Models,
            programs);
    }
}
