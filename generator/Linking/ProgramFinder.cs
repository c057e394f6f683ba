using System.Collections.Generic;
using System.Linq;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Elf;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Linking;

/// <summary>Finds the programs of an object: the functions of its code sections, each of the kind that its section's name says.</summary>
internal static class ProgramFinder
{
    private const string SubprogramSection = ".text";

    public static IEnumerable<ProgramSymbol> Find(ElfObject elf, ProblemList problems) => elf.Sections
        .Where(section => section.IsExecutable && section.Type == ElfSectionType.ProgramBits && section.Size > 0 && section.Name != SubprogramSection)
        .SelectMany(section => FindIn(elf, section, problems));

    private static IEnumerable<ProgramSymbol> FindIn(ElfObject elf, ElfSection section, ProblemList problems)
    {
        var functions = elf.DefinitionsIn(section, ElfSymbolType.Function).ToList();
        if (functions.Count == 0)
        {
            problems.Add(Rules.CodeWithoutProgram, Printable.Name(section.Name), section.Size);
        }

        var end = 0;
        foreach (var function in functions)
        {
            if (KindOf(section, function.Name, problems) is not { } kind || !IsWhole(section, function, end, problems))
            {
                continue;
            }

            var program = new ProgramSymbol(function.Name, section, kind, (int)function.Value, (int)function.Size);
            end = program.End;
            yield return program;
        }
    }

    private static bool IsWhole(ElfSection section, ElfSymbol function, int previousEnd, ProblemList problems)
    {
        var length = (ulong)section.Data.Length;
        var problem =
            function.Value > length || function.Size > length - function.Value
                ? $"its {function.Size} bytes at offset {function.Value} do not fit the section, which has {length}"
            : function.Size == 0 ? "it has no instructions"
            : function.Value % Instruction.Size != 0 || function.Size % Instruction.Size != 0
                ? $"its {function.Size} bytes at offset {function.Value} are not whole instructions of {Instruction.Size} bytes"
            : function.Value < (ulong)previousEnd ? $"at offset {function.Value} it begins inside the program before it, which ends at {previousEnd}"
            : null;
        if (problem is null)
        {
            return true;
        }

        problems.Add(Rules.BadProgram, Printable.Name(function.Name), Printable.Name(section.Name), problem);
        return false;
    }

    private static ProgramKind? KindOf(ElfSection section, string program, ProblemList problems)
    {
        var exact = SectionNames.Find(section.Name);
        var rule = exact ?? SectionNames.FindCompatible(section.Name);
        if (rule is null)
        {
            var meant = Nearest.Suggestion(section.Name.Split('/')[0], SectionTable.Rules.Select(known => known.Name));
            problems.Add(Rules.UnknownSection, Printable.Name(program), Printable.Name(section.Name), meant);
            return null;
        }

        if ((rule.Has & SectionRule.Traits.AttachBtf) != 0 || rule.Type == ProgramType.StructOps)
        {
            problems.Add(Rules.Unsupported, $"program {Printable.Name(program)} in section {Printable.Name(section.Name)} is bound to a type or function of the kernel by BTF");
            return null;
        }

        if (exact is null)
        {
            problems.Add(Rules.CompatibleSpelling, Printable.Name(section.Name), rule.Name);
        }

        return SectionNames.KindOf(rule, isCompatibleSpelling: exact is null);
    }
}
