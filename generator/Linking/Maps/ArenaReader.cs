using System.Collections.Generic;
using System.Linq;
using BpfGen.Generator.Btf;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Elf;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Linking;

/// <summary>Gives the arena the variables that stand in it (<c>__arena</c>): an object has one arena at the most, and they begin where it begins.</summary>
internal static class ArenaReader
{
    /// <summary>Address space 1 is the arena's.</summary>
    private const string Section = ".addr_space.1";

    /// <param name="elf">The object.</param>
    /// <param name="types">Its types, or null.</param>
    /// <param name="definitions">Its maps; the arena among them gets the variables.</param>
    /// <param name="problems">Takes what is wrong.</param>
    public static void Read(ElfObject elf, BtfTypes? types, List<ParsedMap> definitions, ProblemList problems)
    {
        var arenas = definitions.Where(definition => definition.Map.Type == MapType.Arena).ToList();
        foreach (var more in arenas.Skip(1))
        {
            problems.Add(
                Rules.BadMapDefinition,
                $"map {Printable.Name(more.Map.Name)}",
                Printable.Name(more.Section.Name),
                $"an object can have only one arena, and map {Printable.Name(arenas[0].Map.Name)} is already one");
        }

        var variables = elf.Sections.FirstOrDefault(section =>
            section is { Name: Section, Type: ElfSectionType.ProgramBits, IsExecutable: false } && section.Size > 0);
        if (variables is null)
        {
            return;
        }

        if (arenas.Count == 0)
        {
            problems.Add(
                Rules.BadMapDefinition,
                "the arena",
                $"'{BtfMapReader.Section}'",
                $"the variables in section '{Section}' (__arena) need a map of type BPF_MAP_TYPE_ARENA, but the object has none");
            return;
        }

        var arena = arenas[0];
        definitions[definitions.IndexOf(arena)] = arena with
        {
            Variables = variables,
            Map = arena.Map with
            {
                // The kernel takes no types for an arena: these are for the handle.
                RecordType = types?.DataSection(Section)?.Id ?? 0,
                Data = new SectionData(WordConverter.Of(elf.Image, variables.Data), IsReadOnly: false),
            },
        };
    }
}
