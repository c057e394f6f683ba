using System.Collections.Generic;
using System.Linq;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Checks;

/// <summary>
/// Whether the hook in a section's name is complete. The program loads even if it is not, and can be attached with arguments; but
/// <c>Attach()</c> without arguments skips it, or fails.
/// </summary>
internal static class HookChecks
{
    public static IEnumerable<Problem> Run(ObjectModel model)
    {
        foreach (var program in model.Programs)
        {
            if (program.Kind.Target is { } target && Form(program.Kind) is { } form && !IsComplete(form, target))
            {
                yield return Problem.Of(
                    Rules.IncompleteHook,
                    Printable.Name(program.Name),
                    Printable.Name(program.Section),
                    Printable.Name(target),
                    form,
                    program.Kind.Name);
            }
        }
    }

    /// <returns>The form of the complete hook, or null if every hook of the kind is complete.</returns>
    private static string? Form(ProgramKind kind) => kind.Type switch
    {
        ProgramType.Tracepoint => "CATEGORY/NAME",
        ProgramType.Kprobe => kind.Name.Split('.')[0] switch
        {
            "usdt" => "BINARY:PROVIDER:NAME",
            "uprobe" or "uretprobe" => "BINARY:FUNCTION",
            _ => null,
        },
        _ => null,
    };

    private static bool IsComplete(string form, string target)
    {
        if (form[form.IndexOfAny(['/', ':'])] == '/')
        {
            return target.IndexOf('/') is > 0 and var slash && slash < target.Length - 1;
        }

        return form == "BINARY:FUNCTION"
            ? target.IndexOf(':') is > 0 and var colon && colon < target.Length - 1
            : target.Split(':') is { Length: 3 } parts && parts.All(part => part.Length > 0);
    }
}
