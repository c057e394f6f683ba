using System;
using System.Collections.Generic;
using System.Linq;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Checks;

/// <summary>
/// Checks that the hook in a section name is complete. A program with an incomplete hook can be loaded, and attached with arguments. But
/// <c>Attach()</c> without arguments skips the program, or fails.
/// </summary>
internal static class HookChecks
{
    public static IEnumerable<Problem> Run(ObjectModel model)
    {
        foreach (var program in model.Programs)
        {
            var isEmpty = program.Section.EndsWith("/", StringComparison.Ordinal)
                && program.Kind.Target is null or ""
                && HasHook(program.Kind.Type);
            var hook = isEmpty ? "" : program.Kind.Target;
            if (hook is { } target && (isEmpty || Form(program.Kind) is not null))
            {
                var form = Form(program.Kind) ?? "TARGET";
                if (target.Length > 0 && IsComplete(form, target))
                {
                    continue;
                }

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

    /// <summary>Whether section names of a program type contain a hook.</summary>
    private static bool HasHook(ProgramType type) => type is ProgramType.Kprobe or ProgramType.Tracepoint or ProgramType.RawTracepoint
        or ProgramType.RawTracepointWritable or ProgramType.Tracing or ProgramType.Lsm or ProgramType.Extension or ProgramType.StructOps;

    /// <returns>The form of a complete hook, for messages; null if programs of this kind accept every hook.</returns>
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
