using System.Collections.Generic;
using System.Linq;
using BpfGen.Generator.Btf;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Elf;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Linking;

/// <summary>
/// Assigns the variables in arena memory (<c>__arena</c>) to the object's arena. An object has at most one arena, and the variables are at
/// the start of the arena.
/// </summary>
internal static class ArenaReader
{
    /// <summary>The section of the variables in the arena. Compilers use address space 1 for the arena.</summary>
    private const string Section = ".addr_space.1";

    /// <summary>Finds the variables in arena memory, and adds them to the definition of the arena.</summary>
    /// <param name="elf">The object.</param>
    /// <param name="types">The object's BTF, or null.</param>
    /// <param name="definitions">The object's map definitions. The arena's definition is updated.</param>
    /// <param name="problems">Receives the problems.</param>
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
                "'.maps'",
                $"the variables in section '{Section}' (__arena) need a map of type BPF_MAP_TYPE_ARENA, but the object has none");
            return;
        }

        var arena = arenas[0];
        definitions[definitions.IndexOf(arena)] = arena with
        {
            Variables = variables,
            Map = arena.Map with
            {
                // Put the type of the variables into RecordType and not into ValueType, because the kernel accepts no BTF types for an
                // arena. Only the generated code uses RecordType.
                RecordType = types?.DataSection(Section)?.Id ?? 0,
                Data = new SectionData(WordConverter.Of(elf.Image, variables.Data), IsReadOnly: false),
            },
        };
    }
}
