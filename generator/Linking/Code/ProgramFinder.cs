using System.Linq;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Linking;

/// <summary>Distinguishes programs from subprograms. The name of a program's section states the kind of program.</summary>
internal static class ProgramFinder
{
    /// <returns>The kind of program. Null if the function is a subprogram, or if the section name is unknown.</returns>
    public static ProgramKind? KindOf(CodeFunction function, ProblemList problems)
    {
        var section = function.Section;
        if (function.IsSubprogram)
        {
            return null;
        }

        var name = SectionNames.WithoutMark(section.Name);
        var exact = SectionNames.Find(name);
        var rule = exact ?? SectionNames.FindCompatible(name);
        if (rule is null)
        {
            var meant = Nearest.Suggestion(name.Split('/')[0], SectionTable.Rules.Select(known => known.Name));
            problems.Add(Rules.UnknownSection, Printable.Name(function.Name), Printable.Name(section.Name), meant);
            return null;
        }

        if (exact is null)
        {
            problems.Add(Rules.CompatibleSpelling, Printable.Name(name), rule.Name);
        }

        return SectionNames.KindOf(rule, name, isCompatibleSpelling: exact is null);
    }
}
