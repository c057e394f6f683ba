using System.Collections.Generic;
using System.Linq;
using BpfGen.Generator.Btf;
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
        var types = elf.Sections.FirstOrDefault(section => section.Name == ".BTF") is { } btf ? BtfReader.Read(elf.Image, btf.Data, problems) : null;
        var maps = MapReader.Read(elf, types, problems);
        var functions = FunctionTable.Read(elf, problems);
        var code = new CodeReader(elf, functions, maps, problems);

        return new ObjectModel(
            elf.Image.IsLittleEndian,
            license,
            elf.Sections.Skip(1).Select(section => section.Name).ToEquatableArray(),
            maps.Models,
            Programs(functions, code, problems).ToEquatableArray());
    }

    private static IEnumerable<ProgramModel> Programs(FunctionTable functions, CodeReader code, ProblemList problems)
    {
        foreach (var function in functions.All)
        {
            if (ProgramFinder.KindOf(function, problems) is { } kind)
            {
                yield return ProgramLinker.Link(function, kind, code, problems);
            }
        }
    }
}
