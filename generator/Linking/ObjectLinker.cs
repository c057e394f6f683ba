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
        var types = Find(elf, ".BTF") is { } btf ? BtfReader.Read(elf.Image, btf.Data, problems) : null;
        var ext = types is not null && Find(elf, ".BTF.ext") is { } records ? BtfExtReader.Read(elf.Image, records.Data, types, problems) : null;
        var maps = MapReader.Read(elf, types, problems);
        var functions = FunctionTable.Read(elf, problems);
        var programs = Programs(functions, new CodeReader(elf, types, functions, maps, problems), ext, problems).ToEquatableArray();
        var usesTypes = maps.Models.Any(map => map.KeyType != 0 || map.ValueType != 0) || programs.Any(program => program.Information.Functions.Count > 0);

        return new ObjectModel(
            elf.Image.IsLittleEndian,
            license,
            elf.Sections.Skip(1).Select(section => section.Name).ToEquatableArray(),
            maps.Models,
            programs)
        {
            Types = types is not null && usesTypes ? new TypeInformation(Words.Of(elf.Image, BtfFixer.Fix(elf, types)), types.Section.Length) : null,
        };
    }

    private static ElfSection? Find(ElfObject elf, string name) => elf.Sections.FirstOrDefault(section => section.Name == name);

    private static IEnumerable<ProgramModel> Programs(FunctionTable functions, CodeReader code, BtfExt? ext, ProblemList problems)
    {
        foreach (var function in functions.All)
        {
            if (ProgramFinder.KindOf(function, problems) is { } kind)
            {
                yield return ProgramLinker.Link(function, kind, code, ext, problems);
            }
        }
    }
}
