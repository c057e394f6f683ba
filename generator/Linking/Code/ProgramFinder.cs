using System.Linq;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Linking;

/// <summary>
/// Distinguishes programs from subprograms. The name of a program's section determines its kind (program type and attach type).
/// </summary>
internal static class ProgramFinder
{
    /// <summary>Finds the kind of a program.</summary>
    /// <param name="function">The function.</param>
    /// <param name="problems">Receives the problems.</param>
    /// <returns>The kind of program. Null if the function is a subprogram or skipped, or if the section name is unknown.</returns>
    public static ProgramKind? KindOf(CodeFunction function, ProblemList problems)
    {
        if (function.IsSkipped || function.IsSubprogram)
        {
            return null;
        }

        var name = SectionNames.WithoutMark(function.SectionName);
        if (SectionNames.Find(name) is { } rule)
        {
            ReportStatic(function, problems);
            return SectionNames.KindOf(rule, rule.TargetOf(name));
        }

        if (SectionNames.FindLegacy(name) is var (legacyRule, target))
        {
            ReportStatic(function, problems);
            problems.Add(Rules.LegacySectionName, Printable.Name(name), legacyRule.Name);
            return SectionNames.KindOf(legacyRule, target, isLegacyName: true);
        }

        // The section name is unknown. If other functions call this function, treat it as a subprogram, as other loaders do, and report
        // nothing.
        if (!function.IsCalled || function.Request?.Section is not null)
        {
            var meant = Nearest.Suggestion(name.Split('/')[0], SectionTable.Rules.Select(known => known.Name));
            problems.Add(Rules.UnknownSection, Printable.Name(function.Name), Printable.Name(name), meant, function.Name);
        }

        return null;
    }

    private static void ReportStatic(CodeFunction function, ProblemList problems)
    {
        if (function.IsStatic && function.Request?.Section is null)
        {
            problems.Add(Rules.StaticFunction, Printable.Name(function.Name), Printable.Name(function.Section.Name));
        }
    }
}
